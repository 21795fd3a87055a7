import assert from 'node:assert/strict';
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
  settled,
  until,
} from '../support/site.ts';

/**
 * Every way by which scripts tell one browser from another, or leave something, with an ear in it before any page's own
 * script; what is used is noted with where it was used from. Functions by their holder, values by their getter.
 */
const ears = `
  window.used = [];
  const hear = (holder, name) => {
    const found = holder && Object.getOwnPropertyDescriptor(holder, name);
    if (!found || !found.configurable) return;
    const note = () => used.push(name + ' ' + (new Error().stack.split('\\n')[3] || ''));
    if (found.get) Object.defineProperty(holder, name, { ...found, get() { note(); return found.get.call(this); } });
    else if (typeof found.value === 'function')
      Object.defineProperty(holder, name, { ...found, value: new Proxy(found.value, {
        apply(target, self, args) { note(); return Reflect.apply(target, self, args); },
        construct(target, args) { note(); return Reflect.construct(target, args); } }) });
  };
  const of = (name) => window[name] && window[name].prototype;
  for (const [holder, names] of [
    [of('HTMLCanvasElement'), 'toDataURL toBlob getContext'],
    [of('CanvasRenderingContext2D'), 'getImageData measureText isPointInPath'],
    [of('WebGLRenderingContext'), 'getParameter getExtension getSupportedExtensions readPixels'],
    [of('WebGL2RenderingContext'), 'getParameter getExtension readPixels'],
    [of('OfflineAudioContext'), 'startRendering'],
    [of('AnalyserNode'), 'getFloatFrequencyData'],
    [window, 'AudioContext OfflineAudioContext RTCPeerConnection openDatabase queryLocalFonts'],
    [of('Navigator'), 'plugins mimeTypes deviceMemory hardwareConcurrency maxTouchPoints platform oscpu userAgent appVersion userAgentData connection getBattery mediaDevices keyboard sendBeacon getGamepads requestMIDIAccess'],
    [of('NavigatorUAData'), 'getHighEntropyValues'],
    [of('MediaDevices'), 'enumerateDevices'],
    [of('FontFaceSet'), 'check load'],
    [of('Screen'), 'width height availWidth availHeight colorDepth pixelDepth'],
    [of('SpeechSynthesis'), 'getVoices'],
    [of('Permissions'), 'query'],
    [of('Geolocation'), 'getCurrentPosition watchPosition'],
    [of('Storage'), 'getItem setItem removeItem key'],
    [of('IDBFactory'), 'open deleteDatabase'],
    [of('CacheStorage'), 'open match'],
    [of('CookieStore'), 'get getAll set'],
    [of('Date'), 'getTimezoneOffset'],
    [of('Intl') || Intl.DateTimeFormat.prototype, 'resolvedOptions'],
  ]) for (const name of names.split(' ')) hear(holder, name);
`;

const gated = `
  <script type="text/plain" data-kelisim="external" src="http://other.test:9/t.js"></script>
  <template data-kelisim="external"><script src="http://other.test:9/u.js"></script></template>
  <div data-kelisim="video" data-kelisim-service="meet"><a href="http://meet.test:9/">Meet</a>
    <template><iframe src="http://meet.test:9/room"></iframe></template></div>
  <img data-kelisim="external" data-src="http://other.test:9/p.gif" alt="" width="1" height="1">
  <form data-kelisim-form="ask"><input name="name"><button>Send</button></form>
  <form data-kelisim-search><input name="q"></form>
  <a href="/next">Next</a><div style="height:3000px"></div>`;
const config = {
  purposes: ['necessary', 'statistics', 'search', 'external', 'video', 'crossborder'],
  services: [
    { id: 'meet', purpose: 'video', name: 'Meet', country: 'NL', origins: ['http://meet.test:9'], data: ['x'] },
    { id: 'ext', purpose: 'external', name: 'Ext', country: 'KZ', origins: ['http://other.test:9'], data: ['x'] },
  ],
};

let browser: Browser;
let site: Site;
before(async () => {
  site = await openSite({ '/': pageOf(gated, config), '/next': pageOf(gated, config) });
  browser = await openBrowser();
});
after(async () => {
  site?.close();
  await browser?.close();
});
test.afterEach(() => seeOut(browser));

const used = (guest: Guest) => guest.page.evaluate(() => (window as unknown as { used: string[] }).used);
const hints = (guest: Guest) =>
  guest.page.$$eval('link', (links) =>
    links.map(({ rel, href }) => `${rel} ${href}`).filter((link) => !/^stylesheet/.test(link)),
  );

/** Two pages as a visitor sees them who only looks, to the end of each. */
async function lookAround(guest: Guest) {
  const all: string[] = [];
  for (const path of ['/', '/next']) {
    await guest.go(site.url + path);
    await until('the gates are attended', () =>
      guest.page.evaluate(() => !!document.querySelector('kelisim-placeholder')),
    );
    await guest.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await settled(guest.page);
    all.push(...(await used(guest)), ...(await hints(guest)));
  }
  return all;
}

test('C-01: before an answer no fingerprint is read, nothing stored, no beacon sent, no foreign origin hinted at', async () => {
  const guest = await openGuest(browser, ears);
  const foreign: string[] = [];
  guest.page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) foreign.push(request.url());
  });
  assert.deepEqual(await lookAround(guest), []);
  assert.deepEqual(foreign, []);
  assert.equal(await guest.page.evaluate(() => document.cookie), '');
  assert.ok(await guest.page.$(inside('refuse')), 'looking was no answer');
  assert.deepEqual(guest.errors, []);
});

test('C-01: after a no it stays so', async () => {
  const guest = await openGuest(browser, ears);
  await guest.go(`${site.url}/`);
  await guest.press('refuse');
  await until('it is remembered', () => guest.cookie());
  assert.deepEqual(await lookAround(guest), []);
});

test('the ears hear: a page that does read fingerprints is told of', async () => {
  const guest = await openGuest(browser, ears);
  await guest.go(`${site.url}/`);
  await guest.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    canvas.toDataURL();
    navigator.sendBeacon('/x');
    new OfflineAudioContext(1, 1, 44100);
    document.fonts.check('12px x');
    localStorage.getItem('x');
    return [navigator.hardwareConcurrency, navigator.plugins.length, screen.width];
  });
  const heard = (await used(guest)).map((line) => line.split(' ')[0]);
  for (const name of [
    'getContext',
    'toDataURL',
    'sendBeacon',
    'OfflineAudioContext',
    'check',
    'getItem',
    'hardwareConcurrency',
    'plugins',
    'width',
  ])
    assert.ok(heard.includes(name), name);
});
