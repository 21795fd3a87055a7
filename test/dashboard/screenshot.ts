import { fileURLToPath } from 'node:url';
import { startFakeCollector } from './support/fake-collector.ts';
import { openPage, settled, startBrowser } from './support/open-page.ts';
import { busy } from './support/states.ts';

/**
 * Draws the analyst's page for the README: `node --import tsx test/dashboard/screenshot.ts`. The figures are those of the
 * stand-in; the page is the built one's source.
 */
const target = fileURLToPath(new URL('../../demo/analyst.png', import.meta.url));
const fake = await startFakeCollector({ ...busy(), present: 20, pages: [{ path: '/doctors', present: 10 }] });
const browser = await startBrowser();
const { page } = await openPage(browser, `${fake.address}?lang=en`);
await settled(page);
await page.waitForSelector('#pages td.change');
// The pointer rests where it draws nothing.
await page.mouse.move(2, 2);
await page.screenshot({ path: target as `${string}.png`, clip: { x: 0, y: 0, width: 1280, height: 1120 } });
await browser.close();
await fake.close();
