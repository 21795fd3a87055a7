import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import {
  engine,
  type Guest,
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
import { tls } from '../support/tls.ts';

const feature = '<p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>';
const version = (at: string) => tag().replace('2026-11-01', at);

let site: Site;
let secure: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  const pages = {
    '/': pageOf(feature),
    '/shared': pageOf(feature, { cookieDomain: 'example.test' }),
    '/wrong': pageOf(feature, { cookieDomain: 'other.test' }),
    '/new': pageOf(feature, { purposes: ['necessary', 'functional', 'statistics', 'search', 'video'] }),
    '/fewer': pageOf(feature, { purposes: ['necessary', 'functional'] }),
    '/note': pageOf(feature, { policy: { material: false } }, version('2026-12-01')),
    '/off': pageOf(feature, { signals: 'defaultsOff' }),
    '/frame': pageOf(feature),
    '/around': `<!doctype html><title>x</title><iframe width="800" height="700"></iframe>
      <script>document.querySelector('iframe').src = location.hash.slice(1)</script>`,
  };
  site = await openSite(pages);
  secure = await openSite(pages, { tls });
});
afterEach(() => seeOut(browser));
after(async () => {
  await browser?.close();
  site?.close();
  secure?.close();
});

const asks = (guest: Guest) =>
  guest.page.evaluate(() => !!document.querySelector('kelisim-consent')?.shadowRoot?.querySelector('section'));
const write = (guest: Guest, cookies: readonly string[]) =>
  guest.page.evaluate((all) => {
    // biome-ignore lint/suspicious/noDocumentCookie: an enemy writes it
    for (const cookie of all) document.cookie = cookie;
  }, cookies);
/** A clock that is `days` ahead of the machine's. */
const ahead = (days: number) =>
  `{ const real = Date.now, Real = Date; const shift = ${days} * 864e5;
     Date.now = () => real() + shift;
     globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(real() + shift); } static now() { return real() + shift; } }; }`;

test('C-31: after a no, a hundred loads in two tabs show no banner', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/`);
  await guest.press('refuse');
  await until('the no is kept', async () => (await guest.cookie()) !== '');
  const other = await guest.tab();
  for (let i = 0; i < 50; i++)
    for (const one of [guest, other]) {
      await one.go(`${site.url}/?${i}`);
      assert.equal(await asks(one), false, `load ${i}`);
    }
});

test('C-31: a yes and a no last 180 days, by the clock', async () => {
  for (const answer of ['accept', 'refuse'] as const) {
    const guest = await openGuest(browser);
    await guest.go(`${site.url}/`);
    await guest.press(answer);
    await until('it is kept', async () => (await guest.cookie()) !== '');
    const granted = answer === 'accept' ? 'necessary functional statistics search' : 'necessary';
    for (const [days, isAsked] of [
      [179, false],
      [180, true],
    ] as const) {
      const later = await guest.tab();
      await later.page.evaluateOnNewDocument(ahead(days));
      await later.go(`${site.url}/`);
      assert.equal(await asks(later), isAsked, `${answer}, ${days} days`);
      assert.equal(await later.granted(), isAsked ? 'necessary' : granted);
      await later.close();
    }
    await guest.close();
  }
});

test('C-30: a new purpose asks for itself alone, a removed one leaves the record, an immaterial version asks nothing', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/`);
  await guest.press('accept');
  await until('it is kept', async () => (await guest.cookie()) !== '');
  await guest.go(`${site.url}/note`);
  assert.equal(await asks(guest), false);
  await guest.go(`${site.url}/new`);
  assert.equal(await guest.granted(), 'necessary functional statistics search');
  const said = await guest.page.$eval('kelisim-consent >>> section', (card) => (card as HTMLElement).innerText);
  assert.match(said, /Сервис видеоконсультаций/);
  assert.doesNotMatch(said, /избранное/i);
  await guest.press('refuse');
  await until('it is kept', async () => /refused=video/.test(await guest.cookie()));
  assert.match(await guest.cookie(), /granted=functional\.statistics\.search&refused=video$/);
  await guest.go(`${site.url}/fewer`);
  assert.equal(await asks(guest), false);
  await guest.page.evaluate(() =>
    (window as unknown as { kelisim: { decide(c: object): void } }).kelisim.decide({ functional: false }),
  );
  await until('it is kept', async () => /refused=functional$/.test(await guest.cookie()));
  assert.match(await guest.cookie(), /granted=&refused=functional$/);
});

test('C-32: a broken record is no consent; nothing throws, the banner returns and the next answer repairs it', async () => {
  const whole = `policy=2026-11-01&on=${new Date().toISOString().slice(0, 10)}&granted=functional.statistics.search&refused=`;
  const broken: Readonly<Record<string, readonly string[]>> = {
    cut: [`kelisim=${whole.slice(0, 30)};path=/`],
    'of wrong types': [`kelisim=${whole.replace(/on=[\d-]+/, 'on=true')};path=/`],
    'with hostile keys': [`kelisim=${whole.replace('functional', '__proto__.constructor')};path=/`],
    JSON: ['kelisim={"granted":["statistics"]};path=/'],
    'percent-encoded': [`kelisim=${encodeURIComponent(whole)};path=/`],
    'as large as a cookie can be': [`kelisim=${whole}${'.x'.repeat(1900)};path=/`],
    empty: ['kelisim=;path=/'],
    'doubled on host and parent': [`kelisim=${whole};path=/`, `kelisim=${whole};path=/;domain=example.test`],
    'doubled on the domain itself': [`kelisim=${whole};path=/`, `kelisim=x;path=/;domain=www.example.test`],
  };
  for (const [kind, cookies] of Object.entries(broken)) {
    const guest = await openGuest(browser);
    const address = engine === 'chromium' ? site.at('www.example.test') : site.url;
    if (engine !== 'chromium' && kind.startsWith('doubled')) continue;
    await guest.go(`${address}/`);
    await write(guest, cookies);
    await guest.go(`${address}/`);
    assert.equal(await guest.granted(), 'necessary', kind);
    assert.ok(await asks(guest), kind);
    await guest.press('refuse');
    await until('it is repaired', async () => /^policy=.*&granted=&refused=functional/.test(await guest.cookie()));
    await guest.go(`${address}/`);
    assert.equal(await asks(guest), false, kind);
    assert.equal(await guest.page.evaluate(() => document.cookie.split('kelisim=').length), 2, kind);
    assert.deepEqual(guest.errors, [], kind);
    await guest.close();
  }
  const huge = await openGuest(
    browser,
    `Object.defineProperty(Document.prototype, 'cookie', { get: () => 'kelisim=${whole}' + 'x'.repeat(1e6), set: () => {} })`,
  );
  await huge.go(`${site.url}/`);
  assert.deepEqual([await huge.granted(), await asks(huge), huge.errors], ['necessary', true, []]);
});

test('C-33: the other tab follows within 300 ms, to a yes and back to a no', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/`);
  const other = await guest.tab();
  await other.go(`${site.url}/`);
  await guest.page.bringToFront();
  await guest.press('accept');
  await until('the other tab has the yes', async () => (await other.granted()).includes('functional'));
  assert.equal(await asks(other), false, 'its banner is gone');
  // The quickest of some: a busy machine stops whole browsers for longer than that.
  await other.page.evaluate(
    `window.changed = []; new MutationObserver(() => changed.push(Date.now())).observe(document.documentElement, { attributeFilter: ['data-kelisim-granted'] })`,
  );
  await guest.page.evaluate(`document.querySelector('h1').onclick = () => {
    window.from = Date.now();
    kelisim.decide({ functional: !kelisim.isGranted('functional') });
  }`);
  const took: number[] = [];
  for (let round = 1; round <= 10 && !took.some((ms) => ms < 300); round++) {
    await guest.page.click('h1');
    const from = (await guest.page.evaluate('from')) as number;
    await until('it follows', () => other.page.evaluate((n) => Reflect.get(window, 'changed').length >= n, round));
    took.push(((await other.page.evaluate('changed.at(-1)')) as number) - from);
  }
  assert.ok(
    took.some((ms) => ms < 300),
    `${took} ms`,
  );
  await other.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  await until('the first tab has the no', async () => (await guest.granted()) === 'necessary');
});

test('C-33: the other tab follows where the cookie comes to it later than the word', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/`);
  const other = await guest.tab();
  await other.go(`${site.url}/`);
  await other.page.evaluate(`{
    const before = document.cookie;
    Object.defineProperty(document, 'cookie', { get: () => before, set() {} });
  }`);
  await guest.press('accept');
  await until('the other tab has the yes', async () => (await other.granted()).includes('functional'));
  await guest.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  await until('and the no', async () => (await other.granted()) === 'necessary');
});

test('C-33: with `cookieDomain` sister subdomains follow, without it they do not', {
  skip: engine !== 'chromium',
}, async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.at('a.example.test')}/shared`);
  const sister = await guest.tab();
  await sister.go(`${site.at('b.example.test')}/shared`);
  await guest.page.bringToFront();
  await guest.press('accept');
  await until('the sister has the yes', async () => (await sister.granted()).includes('functional'));
  await sister.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  await until('the first has the no', async () => (await guest.granted()) === 'necessary');
  await guest.close();

  const alone = await openGuest(browser);
  await alone.go(`${site.at('a.example.test')}/`);
  const apart = await alone.tab();
  await apart.go(`${site.at('b.example.test')}/`);
  await alone.press('accept');
  await until('it is kept', async () => (await alone.cookie()) !== '');
  await apart.page.bringToFront();
  await apart.go(`${site.at('b.example.test')}/?again`);
  assert.deepEqual([await apart.granted(), await apart.cookie(), await asks(apart)], ['necessary', '', true]);

  const wrong = await openGuest(browser);
  await wrong.go(`${site.at('a.example.test')}/wrong`);
  assert.equal(wrong.errors.length, 1);
  assert.match(wrong.errors[0] ?? '', /cookieDomain: give a parent of a\.example\.test/);
  assert.equal(await asks(wrong), false);
});

test('C-34: DNT refuses as GPC does; cookies off ask nothing and grant nothing', async () => {
  const dnt = await openGuest(browser, `Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })`);
  await dnt.go(`${site.url}/`);
  const decision = () =>
    dnt.page.evaluate(
      () => (window as unknown as { kelisim: { decision(): { refused: string[] } } }).kelisim.decision().refused,
    );
  assert.deepEqual(await decision(), ['statistics', 'search']);
  assert.ok(await asks(dnt), 'the optional rest is asked');
  await dnt.press('accept');
  await until('it is obeyed', async () => (await dnt.granted()) === 'necessary functional');
  await dnt.go(`${site.url}/off`);
  assert.equal(
    await dnt.granted(),
    'necessary functional',
    'where signals only start the switches, silence is still a no',
  );
  await dnt.close();

  const off = await openGuest(
    browser,
    `Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false });
     Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })`,
  );
  await off.go(`${site.url}/`);
  assert.deepEqual([await asks(off), await off.granted(), off.errors], [false, 'necessary', []]);
});

test('C-34: in a third party’s frame the record is partitioned, and works alike', {
  skip: engine !== 'chromium',
}, async () => {
  const guest = await openGuest(browser);
  const around = `${secure.at('other.test')}/around#${secure.at('shop.example.test')}/frame`;
  const enter = async () => {
    await guest.page.bringToFront();
    await guest.page.goto('about:blank');
    await guest.page.goto(around);
    return until('the frame is there', async () => {
      const frame = guest.page.frames().find((one) => one.url().startsWith(secure.at('shop.example.test')));
      return (await frame?.evaluate(() => !!document.documentElement.dataset.kelisimGranted)) && frame;
    });
  };
  const frame = await enter();
  await frame.locator(inside('accept')).click();
  await until('the yes has come', () =>
    frame.evaluate(() => document.documentElement.dataset.kelisimGranted !== 'necessary'),
  );
  await until('the feature is there', () =>
    frame.evaluate(() => !!document.querySelector('[data-kelisim=functional]:not([hidden])')),
  );
  const kept = (await guest.context.cookies()).filter(({ name }) => name === 'kelisim');
  assert.equal(kept.length, 1);
  const [cookie] = kept;
  assert.deepEqual([cookie?.secure, cookie?.sameSite, !!cookie?.partitionKey], [true, 'None', true]);
  const again = await enter();
  assert.equal(
    await again.evaluate(() => document.documentElement.dataset.kelisimGranted),
    'necessary functional statistics search',
  );
  await again.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
  await until('the no is kept', () => again.evaluate(() => /granted=&/.test(document.cookie)));
  assert.equal(await (await enter()).evaluate(() => document.documentElement.dataset.kelisimGranted), 'necessary');
});

test('C-21: on https `__Host-`, `__Secure-` and partitioned cookies go too, and what is HttpOnly is named', {
  skip: engine !== 'chromium',
}, async () => {
  const config = {
    purposes: ['necessary', 'external'],
    services: [
      {
        id: 'spy',
        purpose: 'external',
        name: 'Spy',
        country: 'KZ',
        cookies: [{ prefix: '__Host-t' }, { prefix: '__Secure-t' }, { name: '_parted' }, { name: '_http' }],
      },
    ],
  };
  const own = await openSite(
    { '/shop/one': { body: pageOf('', config), headers: { 'set-cookie': '_http=1; HttpOnly; Secure; Path=/' } } },
    { tls },
  );
  const guest = await openGuest(browser);
  await guest.go(`${own.at('www.example.test')}/shop/one`);
  await guest.press('accept');
  await until('it is kept', async () => (await guest.cookie()) !== '');
  await write(guest, [
    '__Host-t=1;path=/;secure',
    '__Secure-t=1;path=/shop;secure;domain=example.test',
    '_parted=1;path=/;secure;samesite=none;partitioned',
  ]);
  assert.match(
    await guest.page.evaluate(() => document.cookie),
    /__Secure-t=1.*__Host-t=1.*_parted=1|__Host-t=1.*_parted=1/,
  );
  const { removed, remaining } = (await guest.page.evaluate('kelisim.withdraw()')) as Record<
    'removed' | 'remaining',
    string[]
  >;
  assert.deepEqual(removed.sort(), ['__Host-t', '__Secure-t', '_parted']);
  assert.deepEqual(remaining, ['_http']);
  assert.match(await guest.page.evaluate(() => document.cookie), /^kelisim=[^;]*$/);
  assert.deepEqual((await guest.context.cookies()).map(({ name }) => name).sort(), ['_http', 'kelisim']);
  await guest.close();
  own.close();
});
