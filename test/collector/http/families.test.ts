import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { familiesOf } from '../../../src/collector/families.ts';

const silent = { brands: '', mobile: '', platform: '' };

/** Lines of `browser | system | device | user agent`. */
const table = readFileSync(new URL('user-agents.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [browser = '', system = '', device = '', ...rest] = line.split('|').map((part) => part.trim());
    return { families: { browser, system, device }, userAgent: rest.join('|') };
  });

test(`K-08: ${table.length} user agents are named by family, system and kind of device`, () => {
  assert.ok(table.length >= 150);
  const wrong = table.flatMap(({ families, userAgent }) => {
    const found = familiesOf({ userAgent, ...silent });
    const differs = Object.keys(families).some((key) => found[key as 'browser'] !== families[key as 'browser']);
    return differs ? [{ userAgent, expected: Object.values(families).join(), found: Object.values(found).join() }] : [];
  });
  assert.deepEqual(wrong, []);
});

test('K-08: client hints go before the user agent, which is frozen in Chromium', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
  const phone =
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
  const cases: readonly (readonly [
    brands: string,
    platform: string,
    mobile: string,
    userAgent: string,
    expected: string,
  ])[] = [
    [
      '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
      '"Linux"',
      '?0',
      chrome,
      'Chrome,Linux,computer',
    ],
    ['"Brave";v="131", "Chromium";v="131", "Not_A Brand";v="24"', '"Windows"', '?0', chrome, 'Brave,Windows,computer'],
    [
      '"Chromium";v="128", "Not;A=Brand";v="24", "YaBrowser";v="24.10", "Yowser";v="2.5"',
      '"macOS"',
      '?0',
      chrome,
      'Yandex Browser,macOS,computer',
    ],
    ['"Vivaldi";v="7.0", "Chromium";v="130", "Not?A_Brand";v="99"', '"Linux"', '?0', chrome, 'Vivaldi,Linux,computer'],
    [
      '"Opera GX";v="114", "Chromium";v="128", "Not;A=Brand";v="24"',
      '"Windows"',
      '?0',
      chrome,
      'Opera,Windows,computer',
    ],
    [
      '"Microsoft Edge";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
      '"Windows"',
      '?0',
      chrome,
      'Edge,Windows,computer',
    ],
    [
      '"Android WebView";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
      '"Android"',
      '?1',
      phone,
      'Android WebView,Android,phone',
    ],
    [
      '"Samsung Internet";v="27.0", "Chromium";v="125", "Not.A/Brand";v="24"',
      '"Android"',
      '?1',
      phone,
      'Samsung Internet,Android,phone',
    ],
    [
      '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
      '"Chrome OS"',
      '?0',
      chrome,
      'Chrome,ChromeOS,computer',
    ],
    ['"Chromium";v="131", "Not_A Brand";v="24"', '"Linux"', '?0', chrome, 'Chrome,Linux,computer'],
    // What no browser says is not believed, and never echoed.
    ['"Ахметов";v="1", "constructor";v="1"', '"__proto__"', '?9', chrome, 'Chrome,Linux,computer'],
    [`"${'a'.repeat(9000)}`, 'x'.repeat(9000), '', chrome, 'Chrome,Linux,computer'],
  ];
  for (const [brands, platform, mobile, userAgent, expected] of cases)
    assert.equal(Object.values(familiesOf({ userAgent, brands, platform, mobile })).join(), expected, brands);
});

test('K-08: no version and nothing of a stranger’s own comes out, and long nonsense costs little', () => {
  const known = new Set(table.flatMap(({ families }) => Object.values(families)));
  for (const { userAgent } of table) {
    const altered = userAgent.replace(/[a-z]/i, 'Ж').replace(/\d+/g, '77');
    for (const value of Object.values(familiesOf({ userAgent: altered, ...silent }))) {
      assert.doesNotMatch(value, /\d/);
      assert.ok(known.has(value), value);
    }
  }
  for (const userAgent of [
    '('.repeat(60_000),
    'Mozilla/5.0 (iPhone'.repeat(5000),
    '; wv)'.repeat(9000),
    ' '.repeat(9000),
  ])
    assert.ok(Object.values(familiesOf({ userAgent, ...silent })).every((value) => value.length < 30));
});
