import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type { Config } from '../../src/consent/config.ts';
import { parseConfig } from '../../src/consent/parse.ts';
import { builtInPurposes } from '../../src/wire/purposes.ts';

before(() => {
  Object.assign(globalThis, { location: new URL('https://www.example.kz/doctors?q=1') });
});

const policy = { url: '/policy', version: '2026-11-01' };
const folder = 'https://stat.example.kz/kelisim/';
const parse = (raw: Record<string, unknown>): Config => parseConfig({ policy, ...raw }, folder);

test('every default is filled in', () => {
  assert.deepEqual(parseConfig({ policy }, folder), {
    site: 'example.kz',
    zone: 'Asia/Almaty',
    collector: folder,
    policy,
    operator: {},
    languages: ['ru', 'kk', 'en'],
    texts: {},
    purposes: [{ id: 'necessary' }, { id: 'functional' }, { id: 'statistics' }, { id: 'search' }],
    services: [],
    signals: 'wins',
    reaskDays: 180,
    telemetry: {},
    forms: {},
    theme: {},
    entry: {},
  });
});

test('the clinic’s own configuration parses, with all that it says', () => {
  const raw = JSON.parse(readFileSync('demo/clinic/kelisim.json', 'utf8'));
  const config = parseConfig(raw, folder);
  assert.deepEqual(config.operator, raw.operator);
  assert.deepEqual(config.services, raw.services);
  assert.deepEqual(
    config.purposes.map(({ id }) => id),
    raw.purposes,
  );
});

test('everything the schema allows is taken', () => {
  const own = { id: 'loyalty', texts: { ru: 'Бонусы {x}', kk: 'Бонустар', en: 'Loyalty "points"' }, term: 'a year' };
  const service = { id: 'meet', purpose: 'video', name: 'Meet', country: 'NL', cookies: [{ prefix: '_m' }] };
  const table: readonly [string, Record<string, unknown>][] = [
    ['a schema for the editor', { $schema: '../dist/kelisim.schema.json' }],
    ['a site', { site: 'clinic.kz' }],
    ['zones', { zone: 'Asia/Qyzylorda' }],
    ['consent only', { collector: null }],
    ['a collector elsewhere', { collector: 'https://x.kz:8443/k' }],
    ['a collector as a path', { collector: '/stat' }],
    ['a policy that says what changed', { policy: { ...policy, material: true, changed: ['search'] } }],
    ['a numbered policy', { policy: { url: 'p', version: '1.10' } }],
    ['one language', { languages: ['kk'] }],
    ['all languages', { languages: ['en', 'kk', 'ru'] }],
    ['texts', { texts: { ru: { 'banner.title': 'Можно? "id": 1' } } }],
    ['all purposes', { purposes: [...builtInPurposes] }],
    ['own purposes', { purposes: ['necessary', own] }],
    ['own purposes in between', { purposes: ['necessary', own, 'search', own, 'video'] }],
    ['only own purposes', { purposes: [own] }],
    ['no purposes', { purposes: [] }],
    ['services', { services: [service, { ...service, id: 'zoo-2', storage: [{ in: 'local', name: 'z' }] }] }],
    ['no services', { services: [] }],
    ['signals', { signals: 'defaultsOff' }],
    ['a year', { reaskDays: 365 }],
    ['two years', { reaskDays: 730 }],
    ['telemetry', { telemetry: { events: { call: { props: ['place'] } }, routes: ['/d/:slug'] } }],
    ['forms', { forms: { data: 'имя', newsletter: true } }],
    ['a theme', { theme: { accent: '#0b5a45', radius: 0, scheme: 'auto', position: 'corner' } }],
    ['a shared cookie', { cookieDomain: 'example.kz' }],
    ['an entry', { entry: { kind: 'link', side: 'right' } }],
    ['nothing in an object', { operator: {}, texts: {}, telemetry: {}, forms: {}, theme: {}, entry: {} }],
  ];
  for (const [title, raw] of table) assert.doesNotThrow(() => parse(raw), title);
  assert.deepEqual(parse({ entry: { side: 'right' } }).entry, { side: 'right' });
  assert.equal(parse({ collector: '/stat' }).collector, 'https://www.example.kz/stat/');
  assert.equal(parse({ collector: 'https://x.kz/k/' }).collector, 'https://x.kz/k/');
  assert.equal(parse({ collector: null }).collector, null);
});

test('every setting that does not fit is one error that names it', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    $schema: [1],
    site: ['', 5, null, {}, ['a']],
    zone: ['', 5, null],
    cookieDomain: ['', 1, true],
    collector: ['', 7, {}, false],
    policy: [null, 'p', []],
    operator: [null, 'ТОО', [], 1],
    texts: [null, 'x', []],
    telemetry: [null, true, []],
    forms: [null, 'x', []],
    theme: [null, 'dark', []],
    entry: [null, 'left', []],
    languages: [null, 'ru', [], ['de'], ['ru', 'de'], ['ru', 1], {}],
    purposes: [null, 'search', ['serach'], ['statistics', 'serach'], {}, [1], [null], [{ id: 'My' }], [{ id: 5 }]],
    services: [null, 'meet', {}, [null], [{ id: 'Meet' }], [{ id: '' }], [{ id: 'a.b' }]],
    signals: [null, 'Wins', 'ignore', true, 1],
    reaskDays: [null, 0, 1, 30, 90, 179, -180, '180', 180.5, 18_000, 1e9],
    purpose: ['undefined', []],
    Site: ['example.kz'],
    constructor: ['x'],
    toString: [1],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values) {
      const said = JSON.stringify(value);
      assert.throws(
        () => parse({ [name]: value }),
        ({ message }: Error) => message.includes(name) && /does not fit|data-policy: give an address/.test(message),
        `${name}: ${said}`,
      );
    }
});

test('a missing policy names the attribute and the cure', () => {
  assert.throws(() => parseConfig({}, folder), /data-policy: give an address, like "\/policy"/);
  assert.throws(() => parse({ policy: { version: '1' } }), /data-policy: give an address/);
  for (const version of [undefined, '', 'v1', 'November', '<b>'])
    assert.throws(
      () => parse({ policy: { url: '/p', version } }),
      /data-policy-version: give a date, like "2026-11-01"/,
    );
});

test('a zone that is none is named with what was given', () => {
  assert.throws(() => parse({ zone: 'Mars/Base' }), /Mars\/Base.*zone/i);
});

test('a long list that does not fit is refused at once', () => {
  const own = { id: 'a', texts: { ru: '{'.repeat(50), kk: '}'.repeat(50), en: '[]' } };
  const start = performance.now();
  assert.throws(() => parse({ purposes: [...Array(300).fill(own), { id: 'B' }] }), /"purposes"/);
  assert.ok(performance.now() - start < 200);
});

test('an address, a domain, a number and a list that are none are named with the cure', () => {
  const table: readonly [Record<string, unknown>, RegExp][] = [
    [{ collector: 'https://[' }, /data-collector="https:\/\/\[": give an address, like "\/kelisim", or null/],
    [{ zone: 'Mars/Base' }, /data-zone="Mars\/Base": give a zone, like "Asia\/Almaty"/],
    [{ cookieDomain: 'other.kz' }, /cookieDomain: give a parent of www\.example\.kz, like "example\.kz"/],
    [{ cookieDomain: 'ample.kz' }, /cookieDomain: give a parent/],
    [{ policy: { ...policy, version: 1 } }, /data-policy-version: give/],
    [{ policy: { ...policy, version: '1.'.repeat(30) + 1 } }, /data-policy-version: give/],
    [{ policy: { ...policy, changed: 'research' } }, /policy.changed: give a list, like \["search"\]/],
    [{ texts: { ru: { 'banner.title': 5 } } }, /"texts" does not fit/],
    [{ texts: { de: { 'banner.title': 'x' } } }, /"texts" does not fit/],
  ];
  for (const [raw, said] of table) assert.throws(() => parse(raw), said);
  for (const domain of ['example.kz', 'www.example.kz'])
    assert.equal(parse({ cookieDomain: domain }).cookieDomain, domain);
});
