import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import {
  engine,
  inside,
  openBrowser,
  openGuest,
  openSite,
  pageOf,
  type Site,
  seeOut,
  tag,
  until,
} from '../support/site.ts';

const attributes = `data-collector="null" data-policy="/policy" data-policy-version="2026-11-01"`;
const src = 'src="/kelisim/kelisim.js"';
const block = '<script type="application/json" id="kelisim-config">{"purposes":["necessary","video"]}</script>';
const page = (head: string, body = '') =>
  `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>x</title>
  <script>window.heard = []; (window.kelisim ||= []).push(api => heard.push(api.isGranted('statistics')))</script>
  ${head}</head><body><h1>Page</h1><p hidden data-kelisim="video">film</p>${body}</body></html>`;

/** Every way in which owners put a script into a page. */
const ways: Readonly<Record<string, string>> = {
  'in the head, sync, the block below it': page(`<script ${src} ${attributes}></script>`, block),
  'in the head, deferred': page(`${block}<script defer ${src} ${attributes}></script>`),
  'in the head, async': page(`<script async ${src} ${attributes}></script>${block}`),
  'in the head, as a module': page(`<script type="module" ${src} ${attributes}></script>${block}`),
  'in the body': page(block, `<script ${src} ${attributes}></script>`),
  'in the body, as a module and async': page(block, `<script type="module" async ${src} ${attributes}></script>`),
  'by its query alone': page(
    block,
    '<script src="/kelisim/kelisim.js?collector=null&amp;policy=/policy&amp;policy-version=2026-11-01"></script>',
  ),
  'by a tag manager, late': page(
    block,
    `<script>addEventListener('load', () => { const s = document.createElement('script');
      s.src = '/kelisim/kelisim.js?collector=null&policy=/policy&policy-version=2026-11-01'; document.body.append(s) })</script>`,
  ),
  twice: page(`${block}<script defer ${src} ${attributes}></script>`, `<script ${src} ${attributes}></script>`),
  'in two versions': page(
    `${block}<script defer ${src} ${attributes}></script>`,
    `<script src="/kelisim/v/0.0.9/kelisim.js" ${attributes}></script><script type="module" ${src} ${attributes}></script>`,
  ),
  'under its version': page(`${block}<script defer src="/kelisim/v/0.1.0/kelisim.js" ${attributes}></script>`),
  'from a folder that looks like a version': page(
    `${block}<script defer src="/dev/1.0/kelisim/kelisim.js" ${attributes}></script>`,
  ),
  'beside globals of one letter and an element of its name': page(
    `${block}<script>let e = 1, t = 2, n = 3, r = 4, o = 5; delete window.kelisim</script>`,
    `<div id="kelisim"></div><script>window.heard = [false]</script><script defer ${src} ${attributes}></script>`,
  ),
};

const spa = pageOf(
  `<nav></nav><div id="view"></div><script>
  let route = 0;
  window.go = (n) => { for (let i = 0; i < n; i++) {
    history.pushState({}, '', '/app?' + route++);
    document.querySelector('#view').innerHTML = '<p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>' +
      '<div data-kelisim="video"><a href="#">film</a><template><iframe title="film"></iframe></template></div>' +
      '<form><input name="q"></form>';
  } }</script>`,
  { purposes: ['necessary', 'functional', 'video'] },
);

const plain = `<!doctype html><html lang="ru"><title>x</title><h1>Page</h1>
  <div data-kelisim="video" data-kelisim-service="meet"><a href="https://meet.example/">Open the room</a><template><iframe src="/room"></iframe></template></div>
  <p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>
  <script type="text/plain" data-kelisim="statistics" src="/track/x.js"></script>${tag()}`;

let site: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  site = await openSite({
    ...Object.fromEntries(Object.values(ways).map((body, i) => [`/way/${i}`, body])),
    '/app': spa,
    '/gates': pageOf('<p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>'),
    '/hides': pageOf(
      '<style>kelisim-consent,kelisim-note{display:none!important}</style><p hidden data-kelisim="functional">feature</p>',
    ),
    '/opens': pageOf(
      `<button id="open" data-kelisim-open="preferences">Settings</button><button id="count" onclick="textContent = +textContent + 1">0</button>`,
    ),
    '/plain': plain,
    '/without': { body: plain, headers: { 'content-security-policy': "script-src 'none'" } },
    '/elsewhere': `<!doctype html><html lang="ru"><title>x</title><h1>Page</h1>
      <script defer src="/deep/down/kelisim/kelisim.js" data-policy="/p" data-policy-version="1"></script>`,
  });
});
afterEach(() => seeOut(browser));
after(async () => {
  await browser?.close();
  site?.close();
});

for (const [i, way] of Object.keys(ways).entries())
  test(`C-43: included ${way}: one interface, one record`, async () => {
    const guest = await openGuest(browser);
    await guest.go(`${site.url}/way/${i}`);
    assert.equal(await guest.granted(), 'necessary');
    assert.equal((await guest.page.$$('kelisim-consent')).length, 1);
    await until('the queue was heard', () => guest.page.evaluate(() => `${Reflect.get(window, 'heard')}` === 'false'));
    await guest.page.waitForSelector(inside('refuse'));
    await guest.press('accept');
    await until('the yes has come', async () => (await guest.granted()) !== 'necessary');
    assert.equal(await guest.granted(), 'necessary video', 'the block was read');
    await guest.page.waitForSelector('[data-kelisim=video]:not([hidden])');
    const kept = await guest.page.evaluate(() => document.cookie.split('; ').filter((c) => c.startsWith('kelisim=')));
    assert.equal(kept.length, 1);
    assert.match(kept[0] ?? '', /granted=video&refused=$/);
    assert.deepEqual(guest.errors, []);
    await guest.close();
  });

test('C-43: fifty changes of route leave no listener and no node behind', { skip: engine !== 'chromium' }, async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/app`);
  await guest.press('refuse');
  const session = await guest.page.createCDPSession();
  const change = async (routes: number) => {
    // Each route is seen by the gates before it goes.
    for (let i = 0; i < routes; i++) {
      await guest.page.evaluate(() => (window as unknown as { go(n: number): void }).go(1));
      // A selector waited for would be held by the one who waits.
      await guest.page.waitForFunction(
        () => !!document.querySelector('#view kelisim-placeholder') && !!document.querySelector('#view kelisim-note'),
      );
    }
  };
  const count = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { Nodes = 0, JSEventListeners = 0 } = await guest.page.metrics();
    return { Nodes, JSEventListeners };
  };
  await change(5);
  const before = await count();
  await change(50);
  // One a route would be fifty, for ever; what is only not yet collected goes.
  let later = before;
  await until('what the routes had is gone', async () => {
    later = await count();
    return later.Nodes < before.Nodes + 10 && later.JSEventListeners < before.JSEventListeners + 10;
  }).catch(({ message }) => assert.fail(`${message}: ${JSON.stringify(before)} became ${JSON.stringify(later)}`));
});

test('C-47: where a blocker hides or removes our interface the page is free and all stays refused', async () => {
  const hidden = await openGuest(browser);
  await hidden.go(`${site.url}/hides`);
  assert.equal(await hidden.granted(), 'necessary');
  await hidden.page.click('h1');
  assert.equal(await hidden.cookie(), '');
  await hidden.close();

  const guest = await openGuest(browser);
  await guest.go(`${site.url}/gates`);
  await guest.page.waitForSelector('kelisim-note');
  await guest.page.evaluate(() => {
    for (const ours of document.querySelectorAll('kelisim-consent,kelisim-note')) ours.remove();
  });
  await guest.page.evaluate(() => document.body.append('more'));
  const state = await guest.page.evaluate(() => ({
    feature: (document.querySelector('[data-kelisim]') as HTMLElement).hidden,
    inert: document.body.inert || document.documentElement.inert,
    overflow: getComputedStyle(document.body).overflow,
    granted: document.documentElement.dataset.kelisimGranted,
  }));
  assert.deepEqual(state, { feature: true, inert: false, overflow: 'visible', granted: 'necessary' });
  assert.equal(await guest.cookie(), '');
  assert.deepEqual(guest.errors, []);
});

test('C-47: settings that a visitor opens come back where the host was removed, and never freeze the page where it is hidden', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/opens`);
  await guest.page.waitForSelector('kelisim-consent >>> .entry');
  await guest.page.evaluate(() => document.querySelector('kelisim-consent')?.remove());
  await guest.page.click('#open');
  await guest.page.waitForSelector('kelisim-consent >>> dialog:modal');
  await guest.press('close');
  await until('it is closed', async () => !(await guest.page.$('kelisim-consent >>> dialog')));
  // As a blocker's cosmetic rule does it, which no page's own can.
  await guest.page.evaluate(() => {
    const root = document.querySelector('kelisim-consent')?.shadowRoot as ShadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host{display:none!important}');
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    new MutationObserver(() => {
      if (root.querySelector('dialog')) document.title = 'tried';
    }).observe(root, { childList: true, subtree: true });
  });
  await guest.page.click('#open');
  await until('it was tried', async () => (await guest.page.title()) === 'tried');
  for (let i = 1; i < 4; i++) {
    await guest.page.click('#count'); // a page behind an unseen dialog hears of no click
    assert.equal(await guest.page.$eval('#count', (button) => button.textContent), `${i}`);
  }
  assert.equal(await guest.granted(), 'necessary');
  assert.deepEqual(guest.errors, []);
});

test('C-47, C-42: where a file fails or was tampered with, it does not run, and all stays refused', async () => {
  for (const [what, alter] of [
    [
      'tampered',
      (file: string, body: Buffer) =>
        /^gates-/.test(file) ? Buffer.concat([body, Buffer.from(';window.evil=1')]) : body,
    ],
    ['broken', (file: string, body: Buffer) => (/^gates-/.test(file) ? Buffer.from('') : body)],
  ] as const) {
    const other = await openSite({ '/': pageOf('<p hidden data-kelisim="functional">feature</p>') }, { alter });
    const guest = await openGuest(browser);
    await guest.go(`${other.url}/`);
    await guest.press('accept');
    await until('the yes is kept', async () => (await guest.cookie()) !== '');
    await until(`the ${what} file is said`, async () => guest.warnings.some((line) => line.startsWith('kelisim:')));
    assert.deepEqual(
      await guest.page.evaluate(() => [
        (document.querySelector('[data-kelisim]') as HTMLElement).hidden,
        'evil' in window,
      ]),
      [true, false],
    );
    await guest.close();
    other.close();
  }
  const none = await openSite({
    '/': pageOf('<p hidden data-kelisim="functional">x</p>', {}, '<script defer src="/gone.js"></script>'),
  });
  const guest = await openGuest(browser);
  await guest.page.goto(`${none.url}/`);
  assert.equal(await guest.page.$eval('[data-kelisim]', (feature) => (feature as HTMLElement).hidden), true);
  await guest.close();
  none.close();
});

test('C-02: without JavaScript the page is readable, the embed a plain link, and nothing is asked of anybody', async () => {
  const guest = await openGuest(browser);
  // Firefox's driver cannot turn scripts off; a page's policy can.
  if (engine === 'chromium') await guest.page.setJavaScriptEnabled(false);
  const path = engine === 'chromium' ? '/plain' : '/without';
  const asked = site.asked.length;
  await guest.page.goto(site.url + path);
  const seen = async (selector: string) => !!(await (await guest.page.$(selector))?.isVisible());
  assert.deepEqual(
    [
      await seen('h1'),
      await seen('a[href^="https://meet"]'),
      await seen('[data-kelisim=functional]'),
      await seen('[data-kelisim-else]'),
      await seen('iframe'),
    ],
    [true, true, false, true, false],
  );
  assert.deepEqual(site.asked.slice(asked), [`GET ${path}`]);
});

test('C-52: from any folder and without a collector all but telemetry works', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/elsewhere`);
  await guest.press('accept');
  await until('the yes is kept', async () => (await guest.cookie()) !== '');
  assert.match(await guest.cookie(), /granted=functional\.statistics\.search/);
  await guest.press('settings');
  await guest.page.waitForSelector('kelisim-consent >>> dialog');
  await guest.press('withdraw');
  await until('the no is kept', async () => /granted=&/.test(await guest.cookie()));
});
