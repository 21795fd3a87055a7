import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnonymise } from '../../../src/collector/anonymise.ts';
import { familiesOf } from '../../../src/collector/families.ts';
import { createNetworkReader } from '../../../src/collector/network.ts';
import { referrerOf } from '../../../src/collector/referrers.ts';
import { nothingDeclared } from '../../../src/collector/sites.ts';
import type { Batch } from '../../../src/wire/batch.ts';
import { parseDay } from '../../../src/wire/calendar.ts';
import { batch, view } from './open-collector.ts';

const site = { name: 'clinic.kz', origins: [], zone: 'Asia/Almaty', declared: nothingDeclared };
const sender = { describes: { userAgent: '', brands: '', mobile: '', platform: '' }, bucket: 3 };
const at = Date.parse('2026-11-22T19:30:00Z');
const anonymise = (more: Readonly<Record<string, unknown>>, when = at) =>
  createAnonymise(site)(batch(more) as Batch, sender, when);

test('K-08: browsers, systems and devices are named by family, without a version', () => {
  const kit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${kit} Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36`,
      'Yandex Browser',
      'Windows',
      'computer',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${kit} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet',
      'Android',
      'phone',
    ],
    [
      `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${kit} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36`,
      'Android WebView',
      'Android',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      'iOS WebView',
      'iOS',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iOS',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 320.0.0',
      'Instagram',
      'iOS',
      'phone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox', 'Linux', 'computer'],
    [`Mozilla/5.0 (Linux; Android 13; SM-X200) ${kit} Chrome/124.0.0.0 Safari/537.36`, 'Chrome', 'Android', 'tablet'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${kit} Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0`,
      'Edge',
      'Windows',
      'computer',
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${kit} Chrome/124.0.0.0 Safari/537.36`,
      'Chrome',
      'ChromeOS',
      'computer',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; HarmonyOS; ELS) ${kit} Chrome/99.0.4844.88 HuaweiBrowser/12.1.0.303 Mobile Safari/537.36`,
      'Huawei Browser',
      'HarmonyOS',
      'phone',
    ],
    [`Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${kit} 76.0.3809.146/6.0 TV Safari/537.36`, 'other', 'Tizen', 'tv'],
    ['', 'unknown', 'unknown', 'unknown'],
    ['x', 'other', 'other', 'unknown'],
    ['constructor', 'other', 'other', 'unknown'],
  ];
  for (const [userAgent, browser, system, device] of cases)
    assert.deepEqual(
      familiesOf({ userAgent, brands: '', mobile: '', platform: '' }),
      { browser, system, device },
      userAgent,
    );
  const brave = {
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${kit} Chrome/126.0.0.0 Safari/537.36`,
    brands: '"Not/A)Brand";v="8", "Chromium";v="126", "Brave";v="126"',
    mobile: '?0',
    platform: '"Linux"',
  };
  assert.equal(familiesOf(brave).browser, 'Brave');
});

test('K-08: a referrer is its registrable domain, the own site none, an address "other"', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['www.google.com', 'google.com'],
    ['L.Instagram.com', 'instagram.com'],
    ['news.bbc.co.uk', 'bbc.co.uk'],
    ['someone.github.io', 'someone.github.io'],
    ['clinic.kz', undefined],
    ['www.clinic.kz', undefined],
    ['booking.clinic.kz', undefined],
    ['clinic.kz.evil.com', 'evil.com'],
    ['192.168.0.17', 'other'],
    ['intranet', 'other'],
    ['aisulu-laptop.local', 'other'],
  ];
  for (const [host, expected] of cases) assert.equal(referrerOf(host, 'clinic.kz'), expected, host);
});

test('K-08: country comes from the time zone, and what names no one is unknown or other', () => {
  const env = (language: string, zone: string) => anonymise({ env: { language, zone, width: 'M' } }).surroundings;
  assert.equal(env('kk', 'Asia/Qyzylorda').country, 'KZ');
  assert.equal(env('ru', 'Europe/Kiev').country, 'UA');
  assert.equal(env('ru', 'Asia/Calcutta').country, 'IN');
  assert.equal(env('ru', 'UTC').country, 'unknown');
  assert.equal(env('ru', 'constructor').country, 'unknown');
  assert.equal(env('qzx', 'Asia/Almaty').language, 'other');
  const nothing = anonymise({ env: undefined }).surroundings;
  assert.deepEqual([nothing.language, nothing.country], ['unknown', 'unknown']);
});

test('an event gets the site’s day and hour, and no finer time', () => {
  const [now, earlier] = anonymise({ events: [view(), view({ ageMinutes: 45 })] }).facts;
  assert.deepEqual([now?.day, now?.hour], [parseDay('2026-11-23'), 0]);
  assert.deepEqual([earlier?.day, earlier?.hour], [parseDay('2026-11-22'), 23]);
  assert.ok(!JSON.stringify(now).includes('ageMinutes'));
});

test('an event whose day has closed is late; one over seven days is dropped and counted', () => {
  const closed = Date.parse('2026-11-22T23:00:00Z');
  const { facts, dropped } = anonymise(
    {
      dropped: { full: 2 },
      events: [view({ ageMinutes: 300 }), view({ ageMinutes: 10_080 }), view({ ageMinutes: 10_081 })],
    },
    closed,
  );
  assert.deepEqual(
    facts.map(({ late }) => late),
    [true, true],
  );
  assert.deepEqual(dropped, { full: 2, expired: 1 });
});

test('T-11: a device whose date is more than a day off loses its flags, and that is counted', () => {
  for (const [on, believed] of [
    ['2026-11-23', true],
    ['2026-11-22', true],
    ['2026-11-24', true],
    ['2026-11-21', false],
    ['2026-11-25', false],
    ['1999-01-01', false],
  ] as const) {
    const { facts, dropped } = anonymise({ events: [view({ first: { on, day: true, ever: true } })] });
    const [fact] = facts;
    assert.deepEqual(fact?.kind === 'view' ? fact.first : null, believed ? { day: true, ever: true } : undefined, on);
    assert.equal(dropped.clock, believed ? undefined : 1);
  }
});

test('T-19: words, campaigns and properties are scrubbed again, whatever the browser did', () => {
  const [search] = anonymise({
    purpose: 'search',
    events: [{ kind: 'search', ageMinutes: 0, words: 'Анализ 871008401427', results: 'some' }],
  }).facts;
  assert.equal(search?.kind === 'search' && search.words, 'анализ [iin]');
  const [event] = anonymise({
    events: [
      { kind: 'event', ageMinutes: 0, name: 'call', props: { place: 'ivan@mail.ru', phone: 77011234567, on: true } },
    ],
  }).facts;
  assert.deepEqual(event?.kind === 'event' && event.props, { place: '[email]', phone: '[phone]', on: 'true' });
  const [goal] = anonymise({
    events: [
      {
        kind: 'goal',
        ageMinutes: 0,
        name: 'booking',
        entry: { path: '/', campaign: { source: 'News', name: '+7 701 123 45 67' } },
      },
    ],
  }).facts;
  assert.equal(goal?.kind === 'goal' && goal.entry.campaign, 'news / – / [phone]');
});

test('K-14: a forwarded address counts only behind a known number of proxies', () => {
  const warnings: string[] = [];
  const untrusting = createNetworkReader(null, (line) => warnings.push(line));
  assert.equal(untrusting('203.0.113.7', '198.51.100.1').prefix, '203.0.113');
  assert.equal(untrusting('203.0.113.7', '198.51.100.1').prefix, '203.0.113');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /KELISIM_TRUST_PROXY/);
  assert.ok(!/203|198/.test(warnings[0] ?? ''));
  assert.equal(
    untrusting('127.0.0.1', '1.1.1.1, 198.51.100.1').prefix,
    '198.51.100',
    'a proxy on loopback counts as one',
  );
  const two = createNetworkReader(2, () => undefined);
  assert.equal(two('203.0.113.7', '6.6.6.6, 198.51.100.1, 203.0.113.9').prefix, '198.51.100');
  assert.equal(createNetworkReader(0, () => undefined)('::ffff:198.51.100.9', undefined).prefix, '198.51.100');
});

test('K-10: a network is a bucket of four bits, and a near one none', () => {
  const read = createNetworkReader(0, () => undefined);
  const buckets = new Set(
    Array.from({ length: 400 }, (_, third) => read(`198.51.${third % 256}.${third >> 8}`, undefined).bucket),
  );
  assert.ok(buckets.size > 12 && [...buckets].every((bucket) => bucket !== null && bucket >= 0 && bucket < 16));
  assert.equal(read('198.51.100.1', undefined).bucket, read('198.51.100.200', undefined).bucket);
  assert.equal(read('2001:db8:1:2::3', undefined).bucket, read('2001:db8:1::9', undefined).bucket);
  for (const near of ['127.0.0.1', '::1', '10.1.2.3', '192.168.0.2', '172.20.0.1', 'fd00::1', 'fe80::1%eth0'])
    assert.equal(read(near, undefined).bucket, null, near);
  assert.notEqual(read('nonsense', undefined).bucket, null);
});
