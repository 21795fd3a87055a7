import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { createClinic } from '../../demo/clinic/server.js';
import { ensureChromium } from '../../demo/setup.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = [
  '/',
  '/doctors',
  '/doctors?q=%D1%81%D0%B5%D1%80%D0%B4%D1%86%D0%B5',
  '/doctors?q=zzz',
  '/doctors/dinara-zhumabek',
  '/appointment',
  '/thanks',
  '/favourites',
  '/video',
  '/policy',
  '/contacts',
  '/nowhere',
];

let browser: Browser;
let clinic: Server;
let base: string;

before(async () => {
  // Port 9 answers nobody: the clinic is looked at as it is before, or without, Kelisim.
  clinic = createClinic({ collector: 'http://localhost:9', video: 'http://localhost:9' });
  await new Promise<void>((resolve) => clinic.listen(0, '127.0.0.1', resolve));
  base = `http://localhost:${(clinic.address() as AddressInfo).port}`;
  browser = await puppeteer.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
after(async () => {
  await browser?.close();
  clinic?.closeAllConnections();
  clinic?.close();
});

const open = async (path: string, { script = true } = {}) => {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(script);
  await page.goto(base + path, { waitUntil: 'load' });
  return page;
};

interface AxeResult {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary?: string }[] }[];
}

for (const prefix of ['', '/kk', '/en'])
  test(`on the pages of ${prefix || '/ru'} axe finds nothing, light or dark, and none is wider than a screen`, async () => {
    const page = await open(prefix);
    /** What is wrong with the page as it stands; `rules` where not all can have changed. */
    const wrong = async (rules = '') => {
      const { violations } = (await page.evaluate(`axe.run({ resultTypes: ["violations"]${rules} })`)) as AxeResult;
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    };
    for (const path of pages) {
      await page.setViewport({ width: 1280, height: 800 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
      await page.goto(base + prefix + path, { waitUntil: 'load' });
      await page.evaluate(axe);
      assert.deepEqual(await wrong(), [], prefix + path);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      // Colours fade over; what is looked at is where they end.
      await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished))');
      assert.deepEqual(
        await wrong(', runOnly: ["color-contrast", "link-in-text-block"]'),
        [],
        `${prefix}${path}, dark`,
      );
      for (const width of [320, 768, 1280]) {
        await page.setViewport({ width, height: 800 });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok(Number(overflow) <= 0, `${prefix}${path} is ${overflow} px too wide at ${width}`);
      }
    }
    await page.close();
  });

test('C-02: without JavaScript the clinic is whole: the hearts hidden with their reason, the video a link', async () => {
  const page = await open('/doctors/sergey-lim', { script: false });
  const visible = (selector: string) => page.$eval(selector, (element) => element.checkVisibility());
  assert.equal(await visible('[data-favourite]'), false);
  assert.equal(await visible('[data-kelisim-else="functional"]'), true);
  assert.equal(await visible('.button[href^="/appointment"]'), true);
  await page.goto(`${base}/video`);
  assert.equal(await visible('.embed > a'), true);
  assert.equal((await page.$$('iframe')).length, 0);
  await page.goto(`${base}/appointment`);
  assert.equal(await visible('noscript .notice .phone'), true);
  await page.close();
});

test('C-17: no page’s heading, way on, phone number or form waits for a yes', async () => {
  const page = await open('/');
  for (const path of pages) {
    await page.goto(base + path, { waitUntil: 'load' });
    const gated = await page.$$eval('[data-kelisim]', (all) =>
      all
        .flatMap((one) => [
          ...(one.querySelector('template')?.content ?? one).querySelectorAll('h1,nav,form,[href^="tel:"]'),
        ])
        .map(({ outerHTML }) => outerHTML),
    );
    assert.deepEqual(gated, [], path);
  }
  await page.close();
});

test('the clinic’s own script keeps nothing in the browser while Kelisim has not answered', async () => {
  const page = await open('/doctors');
  const kept = await page.evaluate('JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])');
  assert.equal(kept, '["",{},{}]');
  assert.equal(await page.$eval('[data-favourite]', (heart) => heart.checkVisibility()), false);
  await page.close();
});
