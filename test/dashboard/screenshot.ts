import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveCollector, token } from '../bench/collector/serving.ts';
import { simulate } from '../bench/collector/year.ts';
import { openPage, settled, startBrowser } from './support/open-page.ts';

/**
 * Draws the analyst's page for the README: `npm run build && node --import tsx test/dashboard/screenshot.ts`. A made-up
 * crowd of some 300 visits a day goes through a collector for a year; the page is the built one, and asks that collector.
 */
const target = fileURLToPath(new URL('../../demo/analyst.png', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'kelisim-screenshot-'));
try {
  await simulate(folder, 1_000_000, 1200);
  const collector = await serveCollector(cli, folder);
  const browser = await startBrowser();
  try {
    const { page } = await openPage(browser, `http://127.0.0.1:${collector.port}/?lang=en&range=30d#token=${token}`);
    await settled(page);
    await page.waitForSelector('#pages td.change');
    // The pointer rests where it draws nothing.
    await page.mouse.move(2, 2);
    await page.screenshot({ path: target as `${string}.png`, clip: { x: 0, y: 0, width: 1280, height: 1120 } });
  } finally {
    await browser.close();
    await collector.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
