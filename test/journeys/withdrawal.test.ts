import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { type Guest, openBrowser, openGuest, openSite, pageOf, type Site, seeOut, until } from '../support/site.ts';

/** A tracker that does all that such scripts do: it keeps hold of what it sends with, and never stops. */
const tracker = `
  const { fetch, XMLHttpRequest, WebSocket, Image } = window;
  const beacon = navigator.sendBeacon.bind(navigator);
  const frame = document.body.appendChild(document.createElement('iframe'));
  const { fetch: inner } = frame.contentWindow;
  window.sent = 0;
  const send = () => {
    document.cookie = '_t=1;path=/';
    fetch('/track/fetch?' + window.sent, { mode: 'no-cors' }).catch(() => {});
    inner(location.origin + '/track/frame?' + window.sent, { mode: 'no-cors' }).catch(() => {});
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/track/xhr?' + window.sent);
    xhr.send();
    try { beacon('/track/beacon?' + window.sent, 'x'); } catch {}
    try { new WebSocket(location.origin.replace('http', 'ws') + '/track/socket?' + window.sent).onerror = () => {}; } catch {}
    new Image().src = '/track/image?' + window.sent;
    const script = document.createElement('script');
    script.src = '/track/script?' + window.sent;
    document.head.append(script);
    window.sent += 1;
  };
  send();
  setInterval(send, 150);`;

const external = {
  purposes: ['necessary', 'functional', 'statistics', 'external', 'video'],
  services: [{ id: 'spy', purpose: 'external', name: 'Spy', country: 'KZ', cookies: [{ name: '_t' }] }],
};
const running = `<script type="text/plain" data-kelisim="external">${tracker}</script>`;

const matrix = {
  purposes: ['necessary', 'functional', 'external'],
  services: [
    {
      id: 'spy',
      purpose: 'external',
      name: 'Spy',
      country: 'KZ',
      cookies: [
        { prefix: '_t' },
        { prefix: '__Host-t' },
        { prefix: '__Secure-t' },
        { name: 'unseen' },
        { name: 'both' },
      ],
      storage: [
        { in: 'local', prefix: 't.' },
        { in: 'session', name: 'ts' },
        { in: 'indexedDB', prefix: 'tdb' },
        { in: 'cache', name: 'tcache' },
      ],
      origins: ['https://spy.example'],
    },
    { id: 'own', purpose: 'functional', name: 'Own', country: 'KZ', cookies: [{ name: 'both' }] },
  ],
};

let site: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  site = await openSite({
    '/live': pageOf(running, external),
    '/mute': pageOf(
      `<script type="text/plain" data-kelisim="external">window.sent = 1; document.cookie = '_t=1;path=/'</script>`,
      external,
    ),
    '/typed': pageOf(`${running}<form><input name="words"><textarea></textarea></form>`, external),
    '/two': pageOf(
      `<script type="text/plain" data-kelisim="external|statistics">window.shared = (window.shared || 0) + 1</script>
       <script type="text/plain" data-kelisim="video">window.film = 1</script>`,
      external,
    ),
    '/literal': pageOf('', {
      purposes: ['necessary', 'external'],
      services: [
        {
          ...{ id: 'spy', purpose: 'external', name: 'Spy', country: 'KZ' },
          cookies: [{ name: 'a.c' }, { name: 'n*' }, { prefix: 'x.y' }],
          storage: [
            { in: 'local', prefix: 't[' },
            { in: 'cache', prefix: 't-' },
          ],
        },
      ],
    }),
    '/own': pageOf('<button id="away" onclick="kelisim.withdraw()">Withdraw</button>', external),
    '/quiet': pageOf(
      `<template data-kelisim="video"><iframe title="film" srcdoc="film"></iframe></template>
       <p hidden data-kelisim="functional" id="feature">feature</p><p data-kelisim-else="functional" id="limited">limited</p>`,
      external,
    ),
    '/shop/doctors/one': pageOf('', matrix),
    '/shop': {
      body: pageOf('', matrix),
      headers: { 'set-cookie': '_thttp=1; HttpOnly; Path=/' },
    },
  });
});
after(async () => {
  await browser?.close();
  site?.close();
});

afterEach(() => seeOut(browser));

const accept = async (guest: Guest, path: string) => {
  await guest.go(site.url + path);
  await guest.press('accept');
  await until('the yes has come', async () => (await guest.granted()) !== 'necessary');
};
/** Withdraws as a script would, and answers what the caller is told. */
const withdraw = (guest: Guest) =>
  guest.page.evaluate(() =>
    (
      window as unknown as { kelisim: { withdraw(): Promise<{ removed: string[]; remaining: string[] }> } }
    ).kelisim.withdraw(),
  );
const tracked = () => site.asked.filter((line) => line.includes('/track/'));

test('C-22: a running tracker sends nothing from the click on, and goes with a reload', async () => {
  const guest = await openGuest(browser);
  await accept(guest, '/live');
  for (const way of ['fetch', 'frame', 'xhr', 'beacon', 'image', 'script', 'socket'])
    await until(`the tracker reports by ${way}`, async () => tracked().some((line) => line.includes(`/track/${way}`)));
  await guest.page.waitForFunction(() => document.cookie.includes('_t=1'));
  await guest.page.evaluate(() => {
    // The last thing before the click's work ends: what is asked for later than this has come too late.
    (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw();
    return fetch('/track/after').catch(() => undefined);
  });
  await guest.page.waitForFunction(() => !('sent' in window));
  await guest.page.waitForFunction(() => document.documentElement.dataset.kelisimGranted === 'necessary');
  // What was on its way already may still arrive; what the page itself tried after the click may not.
  assert.deepEqual(
    tracked().filter((line) => line.includes('/track/after')),
    [],
  );
  const count = tracked().length;
  await guest.page.reload();
  assert.equal(tracked().length, count, 'and it does not come back');
  assert.equal(await guest.page.evaluate(() => document.cookie.includes('_t=')), false);
});

test('C-22, C-33: a tracker in another tab is cut off and reloaded too', async () => {
  const guest = await openGuest(browser);
  await accept(guest, '/live');
  const other = await guest.tab();
  await other.go(`${site.url}/live`);
  await other.page.waitForFunction(() => 'sent' in window);
  await guest.page.bringToFront();
  await guest.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  // Asked from outside: a tab behind another paints nothing, and one that is reloaded answers nothing for a while.
  const holds = (page: Guest['page'], what: string) =>
    until(what, () => page.evaluate(what).catch(() => false), 30_000);
  for (const { page } of [guest, other])
    await holds(page, `!('sent' in window) && document.documentElement.dataset.kelisimGranted === 'necessary'`);
  // Until the last of its pages is reloaded, a tracker writes its cookie anew; a page that has come back erases it.
  for (const { page } of [guest, other]) await holds(page, `!document.cookie.includes('_t=')`);
});

test('C-22: where a form holds typed text the visitor is asked first, in their language; a no leaves the text', async () => {
  const guest = await openGuest(browser);
  const from = tracked().length;
  await accept(guest, '/typed');
  await guest.page.waitForFunction(() => 'sent' in window);
  await guest.page.type('input[name=words]', 'кардиолог');
  // As React does it: the field's default follows its value.
  await guest.page.$eval('input[name=words]', (field) =>
    field.setAttribute('value', (field as HTMLInputElement).value),
  );
  const asked = new Promise<string>((heard) => {
    guest.page.once('dialog', async (dialog) => {
      heard(dialog.message());
      await dialog.dismiss();
    });
  });
  await guest.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  assert.match(await asked, /^Отслеживание остановлено\. .*Введённый текст пропадёт\.$/);
  assert.equal(await guest.page.$eval('input[name=words]', (field) => (field as HTMLInputElement).value), 'кардиолог');
  const tried = await guest.page.evaluate(() => (window as unknown as { sent: number }).sent);
  await guest.page.waitForFunction((from) => (window as unknown as { sent: number }).sent > from + 5, {}, tried);
  // What was on its way before may arrive now; each says by its number when it was sent.
  const late = tracked()
    .slice(from)
    .filter((line) => Number(line.split('?')[1]) >= tried);
  assert.deepEqual(late, [], 'it tries, and nothing leaves');
});

test('C-22, C-25: without a running script there is no reload; a later yes restores in place', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/quiet`);
  await guest.page.evaluate(() => {
    (window as unknown as { same: number }).same = 1;
  });
  const shown = () =>
    guest.page.evaluate(() => [
      !!document.querySelector('iframe[title=film]'),
      (document.querySelector('#feature') as HTMLElement).hidden,
      (document.querySelector('#limited') as HTMLElement).hidden,
    ]);
  for (let round = 0; round < 2; round++) {
    await guest.page.evaluate(() =>
      document.addEventListener(
        'click',
        () =>
          (window as unknown as { kelisim: { decide(c: object): void } }).kelisim.decide({
            video: true,
            functional: true,
          }),
        { once: true },
      ),
    );
    await guest.page.click('h1');
    await until('all is open', async () => `${await shown()}` === 'true,false,true');
    await withdraw(guest);
    await until('all is shut', async () => `${await shown()}` === 'false,true,false');
  }
  assert.equal(await guest.page.evaluate(() => (window as unknown as { same?: number }).same), 1, 'the same page');
});

test('C-28: a withdrawal by the owner’s own button is recorded as what it was, a key or a pointer', async () => {
  for (const [method, act] of [
    ['keyboard', (guest: Guest) => guest.page.focus('#away').then(() => guest.page.keyboard.press('Enter'))],
    ['pointer', (guest: Guest) => guest.page.click('#away')],
  ] as const) {
    const guest = await openGuest(browser);
    await accept(guest, '/own');
    await act(guest);
    const receipt = await until(
      'the withdrawal is kept',
      () =>
        guest.page.evaluate(
          `kelisim.receipt().then((kept) => kept?.receipt.act === 'withdrawn' && kept.receipt)`,
        ) as Promise<{ method: string } | false>,
    );
    assert.equal(receipt.method, method);
    await guest.close();
  }
});

test('C-23: a script that two purposes share stays for the other', async () => {
  const guest = await openGuest(browser);
  await accept(guest, '/two');
  await guest.page.waitForFunction(() => 'shared' in window && 'film' in window);
  const decide = (choices: object) =>
    guest.page.evaluate(
      (said) => (window as unknown as { kelisim: { decide(c: object): void } }).kelisim.decide(said),
      choices,
    );
  await decide({ external: false });
  await until('the no has come', async () => !(await guest.granted()).includes('external'));
  assert.equal(await guest.page.evaluate(() => (window as unknown as { shared?: number }).shared), 1);
  // Only now nothing covers it, and only a reload takes it away.
  await decide({ statistics: false });
  await guest.page.waitForFunction(() => !('shared' in window) && 'film' in window);
});

test('C-21: every cookie and store of the purpose that script can see goes; what is left is named', async () => {
  const guest = await openGuest(browser);
  const host = site.at('www.shop.example.test');
  await guest.go(`${host}/shop`);
  await guest.press('accept');
  await until('the yes has come', async () => (await guest.granted()) !== 'necessary');
  await guest.go(`${host}/shop/doctors/one`);
  const set = await guest.page.evaluate(async () => {
    const cookies = [
      '_thost=1',
      '_troot=1;path=/',
      '_tpath=1;path=/shop',
      '_tslash=1;path=/shop/doctors/',
      '_tfull=1;path=/shop/doctors/one',
      '_tself=1;path=/;domain=www.shop.example.test',
      '_tparent=1;path=/;domain=shop.example.test',
      '_tgrand=1;path=/shop;domain=example.test',
      '_tother=1;path=/other',
      '_ttwice=1;path=/',
      '_ttwice=2;path=/shop;domain=example.test',
      'both=1;path=/',
      'x_t=stays;path=/',
    ];
    // biome-ignore lint/suspicious/noDocumentCookie: as trackers do
    for (const cookie of cookies) document.cookie = cookie;
    localStorage.setItem('t.one', '1');
    localStorage.setItem('at.two', 'stays');
    sessionStorage.setItem('ts', '1');
    const request = indexedDB.open('tdb-held');
    await new Promise((done) => {
      request.onsuccess = done;
    });
    const free = indexedDB.open('tdb-free');
    await new Promise((done) => {
      free.onsuccess = done;
    });
    free.result.close();
    return document.cookie;
  });
  for (const name of [
    '_thost',
    '_troot',
    '_tpath',
    '_tslash',
    '_tfull',
    '_tself',
    '_tparent',
    '_tgrand',
    '_ttwice',
    'both',
  ])
    assert.match(set, new RegExp(`(^|; )${name}=`), `${name} was set`);
  const { removed, remaining } = await withdraw(guest);
  assert.deepEqual(removed.filter((name) => name.startsWith('_t')).sort(), [
    '_tfull',
    '_tgrand',
    '_thost',
    '_tparent',
    '_tpath',
    '_troot',
    '_tself',
    '_tslash',
    '_ttwice',
  ]);
  for (const name of ['t.one', 'ts', 'tdb-free']) assert.ok(removed.includes(name), `${name} of ${removed}`);
  for (const name of ['unseen', '__Host-t…', 'https://spy.example', 'tdb-held'])
    assert.ok(remaining.includes(name), `${name} of ${remaining}`);
  const left = await guest.page.evaluate(async () => ({
    cookies: document.cookie,
    local: Object.keys(localStorage),
    session: sessionStorage.length,
  }));
  assert.match(left.cookies, /^(kelisim=\S+|x_t=stays|; )+$/);
  assert.deepEqual(left.local, ['at.two']);
  assert.equal(left.session, 0);
  // The database that was held open goes with the page that held it.
  await guest.go(`${host}/shop/doctors/one`);
  await until('it is gone', async () =>
    guest.page.evaluate(async () => (await indexedDB.databases()).every(({ name }) => !name?.startsWith('tdb'))),
  );
});

test('C-21: what one purpose’s service shares with another’s stays for the other', async () => {
  const guest = await openGuest(browser);
  await accept(guest, '/shop/doctors/one');
  await guest.page.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: as trackers do
    for (const name of ['both', '_t']) document.cookie = `${name}=1;path=/`;
    (window as unknown as { kelisim: { decide(c: object): void } }).kelisim.decide({ external: false });
  });
  await guest.page.waitForFunction(() => !/_t=/.test(document.cookie));
  assert.match(await guest.page.evaluate(() => document.cookie), /both=1/);
  await withdraw(guest);
  await guest.page.waitForFunction(() => !/both=/.test(document.cookie));
});

test('C-15, C-21: what an owner writes is a name or a beginning, never a pattern; a cache goes as well', async () => {
  const guest = await openGuest(browser);
  await accept(guest, '/literal');
  await guest.page.evaluate(async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: as trackers do
    for (const name of ['a.c', 'abc', 'n*', 'nn', 'x.y.1', 'xzy.1', 'my_a.c']) document.cookie = `${name}=1;path=/`;
    for (const name of ['t[1]', 't1']) localStorage.setItem(name, '1');
    for (const name of ['t-cache', 'own-cache']) await caches.open(name);
  });
  const { removed, remaining } = await withdraw(guest);
  assert.deepEqual([removed.sort(), remaining], [['a.c', 'n*', 't-cache', 't[1]', 'x.y.1'], []]);
  const left = await guest.page.evaluate(async () => [
    document.cookie
      .split('; ')
      .filter((cookie) => !cookie.startsWith('kelisim='))
      .sort()
      .join(),
    Object.keys(localStorage).join(),
    (await caches.keys()).join(),
  ]);
  assert.deepEqual(left, ['abc=1,my_a.c=1,nn=1,xzy.1=1', 't1', 'own-cache']);
});

test('C-24: offline the withdrawal applies at once: gates shut, cookies go, and the reload waits for the network', async () => {
  const guest = await openGuest(browser);
  const from = site.files.length;
  await accept(guest, '/mute');
  await guest.page.waitForFunction(() => 'sent' in window && document.cookie.includes('_t=1'));
  await until('what a withdrawal needs has come', async () =>
    site.files.slice(from).some((file) => /^erase-/.test(file)),
  );
  await guest.page.waitForNetworkIdle();
  await guest.page.setOfflineMode(true);
  await guest.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  await guest.page.waitForFunction(() => /granted=&/.test(document.cookie));
  assert.ok(await guest.page.$('meta[http-equiv=Content-Security-Policy]'), 'it is cut off at the click');
  // The page is told when the click has painted.
  await guest.page.waitForFunction(() => document.documentElement.dataset.kelisimGranted === 'necessary');
  await guest.page.setOfflineMode(false);
  await guest.page.waitForFunction(
    () => !('sent' in window) && document.documentElement.dataset.kelisimGranted === 'necessary',
  );
  assert.equal(await guest.page.evaluate(() => document.cookie.includes('_t=')), false);
});
