import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import {
  type Guest,
  inside,
  openBrowser,
  openGuest,
  openSite,
  pageOf,
  type Site,
  seeOut,
  until,
} from '../support/site.ts';

/** What the library's content script tells its extension. */
interface Message {
  readonly type: string;
  readonly cmp?: string;
  readonly result?: boolean;
  readonly totalClicks?: number;
  readonly details?: unknown;
}

const package_ = new URL('../../node_modules/@duckduckgo/autoconsent/', import.meta.url);
const theirs = JSON.parse(readFileSync(new URL('rules/rules.json', package_), 'utf8')).autoconsent;
const ours = JSON.parse(readFileSync(new URL('../../dist/autoconsent.json', import.meta.url), 'utf8'));
const script = readFileSync(new URL('dist/autoconsent.playwright.js', package_), 'utf8');

/** The library in the page before all else, answered as by its extension; its heap of rules, and ours as the last. */
const extension = (autoAction: 'optOut' | 'optIn') => `
  window.heard = [];
  window.autoconsentSendMessage = async (message) => {
    heard.push(message);
    console.debug('heard', message.type, message.result);
    const answer = {
      init: { type: 'initResp', config: ${JSON.stringify({ enabled: true, autoAction, detectRetries: 20, isMainWorld: true })},
        rules: { autoconsent: ${JSON.stringify([...theirs, ours])} } },
      optOutResult: { type: 'selfTest' },
    }[message.type];
    if (answer) setTimeout(() => autoconsentReceiveMessage(answer));
  };
  ${script}`;

let browser: Browser;
let site: Site;
before(async () => {
  site = await openSite({ '/': pageOf('<p>words</p>'), '/next': pageOf('<p>more</p>') });
  browser = await openBrowser();
});
after(async () => {
  site?.close();
  await browser?.close();
});
test.afterEach(() => seeOut(browser));

const heard = (guest: Guest) => guest.page.evaluate(() => (window as unknown as { heard: Message[] }).heard);
/** The first message of `type`; the library looks again and again, so that it may take its time. */
const told = (guest: Guest, type: string) =>
  until(type, async () => (await heard(guest)).find((message) => message.type === type));

test('C-06: DuckDuckGo’s autoconsent finds the banner and refuses by one click, and its own test agrees', async () => {
  const guest = await openGuest(browser, extension('optOut'));
  await guest.go(`${site.url}/`);
  assert.equal((await told(guest, 'selfTestResult')).result, true);
  const all = await heard(guest);
  const of = (type: string) => all.filter((message) => message.type === type);
  assert.deepEqual(
    of('cmpDetected').map(({ cmp }) => cmp),
    ['kelisim'],
    'no rule of theirs takes us for another',
  );
  assert.equal(of('popupFound')[0]?.cmp, 'kelisim');
  assert.equal(of('optOutResult')[0]?.result, true);
  assert.equal(of('autoconsentDone')[0]?.totalClicks, 1);
  assert.deepEqual(of('autoconsentError'), []);
  assert.match(await guest.cookie(), /&granted=&refused=functional\.statistics\.search$/);
  assert.equal(await guest.granted(), 'necessary');

  await guest.go(`${site.url}/next`);
  await told(guest, 'cmpDetected');
  assert.equal(await guest.page.$(inside('refuse')), null, 'nobody is asked again');
  assert.deepEqual(guest.errors, []);
});

test('C-06: a script that would accept for a visitor gets no yes, and is told so', async () => {
  const guest = await openGuest(browser, extension('optIn'));
  // Listened to, not asked: what the driver evaluates in the page counts as a visitor's act.
  const result = new Promise<string>((said) =>
    guest.page.on('console', (line) => line.text().startsWith('heard optInResult') && said(line.text())),
  );
  await guest.page.goto(`${site.url}/`);
  assert.equal(await result, 'heard optInResult false');
  assert.equal(await guest.cookie(), '');
  assert.equal(await guest.granted(), 'necessary');
  assert.ok(await guest.page.$(inside('accept')), 'the question still stands');
});
