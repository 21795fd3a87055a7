import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { operator, policyVersion } from '../../demo/clinic/operator.js';
import { paths } from '../../demo/clinic/routes.js';
import { createClinic } from '../../demo/clinic/server.js';
import { createMeet } from '../../demo/meet/server.js';
import { hasCheckDigit } from '../../src/wire/iin.ts';

const collector = 'http://localhost:8090';
const video = 'http://localhost:8100';
const sentences = [
  'Я даю согласие на обработку персональных данных на условиях',
  'талаптарына сәйкес дербес деректерімді өңдеуге келісім беремін',
  'I give my consent to the processing of personal data on the terms of',
];
const prefixes = { ru: '', kk: '/kk', en: '/en' } as const;
const everyPage = Object.entries(prefixes).flatMap(([language, prefix]) =>
  paths.map((path) => ({ language, address: path === '/' && prefix === '' ? '/' : prefix + path })),
);

const monday = new Date('2026-11-23T06:00:00Z');
let clinic: Server;
let base: string;

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );

before(async () => {
  clinic = createClinic({ collector, video, now: () => monday });
  base = await listen(clinic);
});
after(() => {
  clinic.closeAllConnections();
  clinic.close();
});

const read = async (address: string) => {
  const answer = await fetch(base + address);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

test('every page in three languages answers, in its language, with one heading and a title of its own', async () => {
  const titles = new Set<string>();
  for (const { language, address } of everyPage) {
    const { status, text } = await read(address);
    assert.equal(status, 200, address);
    assert.match(text, new RegExp(`^<!doctype html>\n<html lang="${language}">`), address);
    assert.equal(matches(text, /(<h1)\b/g).length, 1, address);
    const title = matches(text, /<title>([^<]+)<\/title>/g);
    assert.equal(title.length, 1, address);
    titles.add(`${language} ${title[0]}`);
  }
  assert.equal(titles.size, everyPage.length);
});

test('no page has an inline script, an inline style or an event attribute: the strict policy would stop them', async () => {
  for (const { address } of everyPage) {
    const { text, headers } = await read(address);
    assert.deepEqual(matches(text, /<script(?![^>]*\ssrc=)([^>]*)>/g), [], address);
    assert.deepEqual(matches(text, /<(style)\b/g), [], address);
    assert.deepEqual(matches(text, /<[^>]+\s(style|on[a-z]+)=/g), [], address);
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'self'",
      `script-src 'self' ${collector}`,
      "style-src 'self'",
      `connect-src 'self' ${collector}`,
      `frame-src ${video}`,
      "img-src 'self'",
    ])
      assert.ok(policy.split('; ').includes(rule), `${address}: ${rule}`);
    assert.doesNotMatch(policy, /unsafe/);
  }
});

test('the sentence of the agreement is Kelisim’s alone: no page repeats it', async () => {
  for (const { address } of everyPage) {
    const { text } = await read(address);
    for (const sentence of sentences)
      assert.ok(!text.replaceAll('\u00a0', ' ').includes(sentence), `${address}: ${sentence}`);
  }
});

test('every link and every file that a page names is there', async () => {
  const asked = new Map<string, number>();
  for (const { address } of everyPage) {
    const { text } = await read(address);
    const named = matches(text, /\s(?:href|src|action)="([^"]+)"/g).map((link) => link.replaceAll('&amp;', '&'));
    assert.ok(named.length > 10, address);
    for (const link of named) {
      if (/^(mailto|tel):|^#/.test(link) || link.startsWith(collector) || link.startsWith(video)) continue;
      assert.ok(link.startsWith('/'), `${address} leads away to ${link}`);
      if (!asked.has(link)) asked.set(link, (await fetch(base + link)).status);
      assert.equal(asked.get(link), 200, `${address} → ${link}`);
    }
  }
});

test('the language switcher keeps the page and the words searched for', async () => {
  const { text } = await read(`/kk/doctors?q=${encodeURIComponent('жүрек & "бас"')}`);
  const query = encodeURIComponent('жүрек & "бас"');
  assert.ok(text.includes(`href="/doctors?q=${query}" hreflang="ru"`));
  assert.ok(text.includes(`href="/en/doctors?q=${query}" hreflang="en"`));
});

test('C-02: without JavaScript a page still leads to doctors, the phone and the video; hearts stay hidden', async () => {
  const { text: list } = await read('/doctors');
  for (const heart of matches(list, /<button([^>]*data-favourite=[^>]*)>/g))
    assert.match(heart, / hidden data-kelisim="functional"/);
  assert.match(list, /<p class="off" data-kelisim-else="functional">/);
  const { text: consultation } = await read('/video');
  assert.match(
    consultation,
    /<div[^>]* data-kelisim="video" data-kelisim-service="meet"><a [^>]*href="http:\/\/localhost:8100\/room\/[^"]+"[^>]*>[^<]+<\/a><template><iframe /,
  );
  assert.equal(matches(consultation.replace(/<template>.*?<\/template>/s, ''), /(<iframe)/g).length, 0);
  const { text: form } = await read('/appointment');
  assert.match(form, /<noscript>.*tel:\+77270000000/s);
});

test('a search finds by name, speciality and complaint, in any of the languages and with any ending', async () => {
  for (const [words, slug] of [
    ['кардиолог', 'assel-tulegenova'],
    ['кардиолога', 'assel-tulegenova'],
    ['у меня болит сердце', 'assel-tulegenova'],
    ['КОВАЛЕВА', 'marina-kovalyova'],
    ['жүрек', 'assel-tulegenova'],
    ['журек', 'assel-tulegenova'],
    ['headache', 'daniyar-ospanov'],
    ['сахарный диабет 2 типа', 'dinara-zhumabek'],
  ] as const) {
    const { text } = await read(`/doctors?q=${encodeURIComponent(words)}`);
    assert.ok(matches(text, /data-doctor="([^"]+)"/g).includes(slug), words);
    const shown = matches(text, /data-doctor="([^"]+)"/g).length;
    assert.deepEqual(matches(text, /data-kelisim-results="(\d+)"/g), [String(shown)], words);
    assert.ok(shown < 9, `${words} should narrow the list`);
  }
});

test('a search without results says so, helps on, and marks the nought', async () => {
  const { text } = await read(`/doctors?q=${encodeURIComponent('<b>космонавт"')}`);
  assert.deepEqual(matches(text, /data-kelisim-results="(\d+)"/g), ['0']);
  assert.equal(matches(text, /(data-doctor=)/g).length, 0);
  assert.ok(text.includes('&lt;b&gt;космонавт&quot;') && !text.includes('<b>космонавт'));
  assert.match(text, /tel:\+77270000000/);
});

test('no search, no results: the whole list carries no count', async () => {
  const { text } = await read('/en/doctors?q=%20');
  assert.equal(matches(text, /(data-kelisim-results)/g).length, 0);
  assert.equal(matches(text, /(data-doctor=)/g).length, 9);
});

const post = (address: string, fields: Record<string, string>) =>
  fetch(base + address, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test('C-36: an appointment without a receipt is refused kindly, and nothing has to be typed again', async () => {
  const answer = await post('/en/appointment', { name: 'Ann "A" <Lee>', phone: '8 700', doctor: 'sergey-lim' });
  const text = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(text, /role="alert"/);
  assert.ok(text.includes('value="Ann &quot;A&quot; &lt;Lee&gt;"'));
  assert.match(text, /<option value="sergey-lim" selected>/);
});

test('an appointment with a receipt is thanked for, in its language', async () => {
  const answer = await post('/kk/appointment', { name: 'А', phone: '8', 'kelisim-receipt': 'AAAAAAAAAAAAAAAAAAAAAA' });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/kk/thanks');
});

test('a form of a megabyte is refused and the clinic goes on', async () => {
  const answer = await post('/appointment', { comment: 'а'.repeat(500_000) });
  assert.equal(answer.status, 413);
  assert.equal((await read('/')).status, 200);
});

test('an unknown page is 404 in its language, a folder’s slash and a bare language lead to the page', async () => {
  const missing = await read('/kk/nowhere');
  assert.equal(missing.status, 404);
  assert.match(missing.text, /<html lang="kk">/);
  for (const [from, to] of [
    ['/doctors/?q=1', '/doctors?q=1'],
    ['/en', '/en/'],
    ['/kk/video/', '/kk/video'],
  ] as const) {
    const answer = await fetch(base + from, { redirect: 'manual' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), to);
  }
});

test('nothing outside the public folder can be read', async () => {
  for (const path of ['/..%2fserver.js', '/%2e%2e/server.js', '/server.js', '//server.js', '/img/../../server.js'])
    assert.equal((await read(path)).status, 404, path);
});

test('the day’s board shows who is in today, in the clinic’s zone', async () => {
  const { text } = await read('/');
  const board = text.slice(text.indexOf('class="board"'), text.indexOf('id="who"'));
  assert.ok(board.includes('понедельник'));
  assert.ok(board.includes('/doctors/sergey-lim') && !board.includes('/doctors/marina-kovalyova'));
});

test('the configuration is the same in three languages but for its words, and says where the video is', async () => {
  const moved = createClinic({ collector, video: 'http://localhost:9100' });
  const origin = await listen(moved);
  try {
    const configs = await Promise.all(
      Object.values(prefixes).map(async (prefix) => (await fetch(`${origin}${prefix}/kelisim.json`)).json()),
    );
    for (const config of configs) {
      assert.equal(config.policy.version, policyVersion);
      assert.equal(config.operator.bin, operator.bin);
      assert.equal(config.operator.email, operator.email);
      assert.deepEqual(config.purposes, configs[0].purposes);
      const meet = config.services.find((service: { id: string }) => service.id === 'meet');
      assert.deepEqual(meet.origins, ['http://localhost:9100']);
      assert.deepEqual(Object.keys(config.forms).sort(), ['data', 'nameField', 'purposes', 'term']);
    }
    assert.equal(new Set(configs.map((config) => config.forms.data)).size, 3);
    assert.deepEqual(
      configs.map((config) => config.policy.url),
      ['/policy', '/kk/policy', '/en/policy'],
    );
  } finally {
    moved.close();
  }
});

test('the clinic’s registration number has a right check digit and a month that no company has', () => {
  assert.ok(hasCheckDigit(operator.bin));
  assert.equal(operator.bin.slice(2, 4), '13');
});

test('the video service sets its cookie in its room, and only there, and lets the clinic alone frame it', async () => {
  const meet = createMeet({ clinic: 'http://localhost:8080' });
  const origin = await listen(meet);
  try {
    const room = await fetch(`${origin}/room/emen?lang=kk`);
    assert.match(await room.text(), /<html lang="kk">/);
    assert.match(room.headers.get('set-cookie') ?? '', /^meet_visitor=.*HttpOnly/);
    assert.match(room.headers.get('content-security-policy') ?? '', /frame-ancestors http:\/\/localhost:8080$/);
    const style = await fetch(`${origin}/meet.css`);
    assert.equal(style.headers.get('set-cookie'), null);
    const missing = await fetch(`${origin}/elsewhere`);
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('set-cookie'), null);
  } finally {
    meet.closeAllConnections();
    meet.close();
  }
});
