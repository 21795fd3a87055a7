import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { engine, openBrowser, openGuest, openSite, pageOf, type Site, seeOut, until } from '../support/site.ts';

const config = {
  purposes: ['necessary', 'functional', 'statistics', 'video'],
  services: [{ id: 'room', purpose: 'video', name: 'Room', country: 'KZ' }],
};
const gates = `<script type="text/plain" data-kelisim="statistics" src="/ran.js"></script>
  <template data-kelisim="functional"><p id="shown">moved</p><script src="/moved.js"></script></template>
  <p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>
  <div data-kelisim="video" data-kelisim-service="room"><a href="/room">Room</a><template><iframe title="room" src="/room" width="300" height="200"></iframe></template></div>
  <iframe class="bare" data-kelisim="video" data-kelisim-service="room" data-src="/room?bare" width="300" height="150"></iframe>`;
const withNonce = (html: string) => html.replace(/<script (?!type="application)/g, '<script nonce="abc" ');
const inline = '<script type="text/plain" data-kelisim="statistics">window.inline = 1</script>';

const self = "default-src 'self'; script-src 'self'; style-src 'self'";
const nonce =
  "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'";
const trusted = "require-trusted-types-for 'script'; trusted-types kelisim";
const policies: Readonly<Record<string, { policy: string; html: string; inline: boolean }>> = {
  self: { policy: self, html: pageOf(gates, config), inline: false },
  'nonce and strict-dynamic': { policy: nonce, html: withNonce(pageOf(inline + gates, config)), inline: true },
  'Trusted Types': { policy: `${self}; ${trusted}`, html: pageOf(gates, config), inline: false },
  'all of it': { policy: `${nonce}; ${trusted}`, html: withNonce(pageOf(inline + gates, config)), inline: true },
};

let site: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  const headers = (policy: string) => ({ 'content-security-policy': policy });
  site = await openSite({
    '/free': pageOf(gates, config),
    ...Object.fromEntries(
      Object.values(policies).map(({ policy, html }, i) => [`/policy/${i}`, { body: html, headers: headers(policy) }]),
    ),
    '/refused': {
      body: pageOf(gates, config),
      headers: headers(`${self}; require-trusted-types-for 'script'; trusted-types other`),
    },
    '/ran.js': { body: 'window.ran = (window.ran || 0) + 1', headers: { 'content-type': 'text/javascript' } },
    '/moved.js': { body: 'window.moved = (window.moved || 0) + 1', headers: { 'content-type': 'text/javascript' } },
    '/room': '<!doctype html><title>room</title>room',
  });
});
afterEach(() => seeOut(browser));
after(async () => {
  await browser?.close();
  site?.close();
});

const listen = `window.violations = []; document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))`;
/** What a person sees of our interface: places, colours, letters and edges. */
const looks = `JSON.stringify([...document.querySelectorAll('kelisim-consent,kelisim-placeholder,kelisim-note')].map((host) =>
  [...host.shadowRoot.querySelectorAll('section,button,h2,p,.panel')].map((part) => {
    const { color, backgroundColor, font, border, borderRadius, padding, display } = getComputedStyle(part);
    const { x, y, width, height } = part.getBoundingClientRect();
    return [part.localName, color, backgroundColor, font, border, borderRadius, padding, display, x, y, width, height].join();
  })))`;

async function enter(path: string) {
  const guest = await openGuest(browser, listen);
  await guest.go(site.url + path);
  await guest.page.waitForFunction(
    () => document.querySelectorAll('kelisim-placeholder').length === 2 && !!document.querySelector('kelisim-note'),
  );
  // A word for what is not there yet: the note’s reason comes a moment after its place.
  await guest.page.waitForFunction(() => !!document.querySelector('kelisim-note')?.shadowRoot?.querySelector('p'));
  return { guest, seen: await guest.page.evaluate(looks) };
}

for (const [i, [name, { inline }]] of Object.entries(policies).entries())
  test(`C-42: under ${name} nothing is violated, all looks the same, and gates open once`, async () => {
    const { seen: free, guest: first } = await enter('/free');
    await first.close();
    const { guest, seen } = await enter(`/policy/${i}`);
    assert.equal(seen, free);
    await guest.press('accept');
    await until('all is open', () =>
      guest.page.evaluate(
        (more) =>
          'ran' in window &&
          'moved' in window &&
          !!document.querySelector('#shown') &&
          (!more || 'inline' in window) &&
          document.querySelectorAll('iframe[src]').length === 2,
        inline,
      ),
    );
    assert.deepEqual(await guest.page.evaluate('[ran, moved]'), [1, 1]);
    await guest.press('settings');
    await guest.page.waitForSelector('kelisim-consent >>> dialog');
    await guest.press('kelisim-consent >>> dialog button[lang=kk]');
    await until('it speaks Kazakh', async () =>
      /Құпиялылық/.test(
        await guest.page.$eval('kelisim-consent >>> dialog', (dialog) => (dialog as HTMLElement).innerText),
      ),
    );
    assert.deepEqual(await guest.page.evaluate('violations'), []);
    assert.deepEqual(guest.errors, []);
  });

test('C-42: where the page refuses our Trusted Types policy, templates open, and what stays shut says why', {
  skip: engine !== 'chromium',
}, async () => {
  const { guest } = await enter('/refused');
  await guest.press('accept');
  await until('the template is open', () =>
    guest.page.evaluate(() => 'moved' in window && !!document.querySelector('#shown')),
  );
  await until('the script says why', async () => guest.warnings.some((line) => /trusted-types kelisim/.test(line)));
  assert.equal(await guest.page.evaluate(() => 'ran' in window), false);
});
