import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { batch, openCollector, token } from '../collector/http/open-collector.ts';
import { openPage, startBrowser, words } from './support/open-page.ts';

let browser: Browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const almaty = (iso: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Almaty', hour: '2-digit', minute: '2-digit' }).format(
    new Date(iso),
  );

test('R-10, K-24: on the first day the collector’s own check is what the page says, in the site’s time, for analyst and owner', async (t) => {
  const { url, post, get } = await openCollector(t);
  const { page, faults, hosts } = await openPage(browser, `${url}?lang=en&site=localhost#token=${token}`);
  await page.waitForSelector('.first .waiting pre');
  assert.match(
    await words(page, '.first'),
    /No measurement has arrived yet.*The collector has been listening since \d\d:\d\d/,
  );

  const tag = await page.$eval('.first pre', (code) => (code as HTMLElement).innerText);
  const shop = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>x</title><h1>x</h1>${tag}`),
  );
  await new Promise<void>((done) => shop.listen(0, 'localhost', done));
  t.after(() => shop.close());
  const visitor = await (await browser.createBrowserContext()).newPage();
  const said: string[] = [];
  visitor.on('console', (message) => said.push(message.text()));
  await visitor.goto(`http://localhost:${(shop.address() as AddressInfo).port}/`);
  await visitor.waitForFunction(() => document.querySelector('kelisim-consent')?.shadowRoot?.querySelector('button'));
  assert.deepEqual(
    said.filter((line) => line.includes('kelisim')),
    [],
    'the tag as it stands there asks, and has nothing to complain about',
  );
  await visitor.browserContext().close();

  assert.equal(
    (await post('v1/batches', batch({ site: 'localhost' }), { origin: 'http://localhost:3000' })).status,
    204,
  );
  const { accepted, nextRelease } = (await (await get('v1/arrivals?site=localhost')).json()) as {
    accepted: { since: string; at: string };
    nextRelease: string;
  };
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForSelector('.first .done');
  const shown = await words(page, '.first');
  assert.ok(shown.includes(`It works since ${almaty(accepted.since)}`), shown);
  assert.ok(shown.includes(`Last measurement: ${almaty(accepted.at)}`), shown);
  assert.ok(shown.includes(`Next release: ${almaty(nextRelease)}`), shown);
  assert.match(shown, /Run “kelisim sample” beside the collector/, 'there is no sample yet, and how to have one');
  assert.match(await words(page, '#who'), /Only visitors who agreed to statistics are counted/);
  assert.ok(await page.$('#owner'), 'the owner’s part is there from the first day on');

  await post('v1/batches', batch({ site: 'localhost' }), { origin: 'https://elsewhere.kz' });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForSelector('.first .wrong');
  assert.match(await words(page, '.first .wrong'), /not among the site’s origins/);
  assert.deepEqual(faults, []);
  assert.deepEqual([...hosts], [new URL(url).host]);
  await page.browserContext().close();
});
