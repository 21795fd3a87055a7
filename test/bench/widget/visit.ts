import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { waiting } from './page.ts';
import type { Peer } from './peers.ts';

/** What one cold visit of a page came to; times in milliseconds, null where a peer has nothing to measure. */
export interface Visit {
  readonly paint: number;
  /** Until accept can be hit, and a click on it is remembered. */
  readonly usable: number | null;
  readonly script: number;
  readonly task: number;
  readonly shift: number;
  /** From the click on accept to the next paint, while twenty scripts wait. */
  readonly interaction: number | null;
  readonly heapKilobytes: number;
}

/** Slow 4G as Chrome's own tools name it, and a telephone's processor. */
const network = { offline: false, latency: 562.5, downloadThroughput: 1.44e6 / 8, uploadThroughput: 675e3 / 8 };
const slowdown = 4;

interface Seen {
  readonly shift: number;
  readonly paint: number;
  readonly interaction: number;
  readonly hitAt?: number;
  readonly x?: number;
  readonly y?: number;
}

const see = (page: Page) => page.evaluate(() => ({ ...(window as unknown as { seen: Seen }).seen }));

/** Visits `address` with nothing in the cache, waits until all is quiet, and accepts as a person would. */
export async function visit(browser: Browser, address: string, peer: Peer): Promise<Visit> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 412, height: 823 });
    const session = await page.createCDPSession();
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', network);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await session.send('Performance.enable');
    await page.goto(address, { waitUntil: 'networkidle0', timeout: 60_000 });
    if (peer.accept)
      await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.hitAt, { timeout: 20_000 });
    await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.paint);
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => (metrics.find((one) => one.name === name)?.value ?? 0) * 1000;
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const before = await see(page);
    const usable = peer.accept ? await accept(page, peer) : null;
    const { interaction } = await see(page);
    return {
      paint: before.paint,
      usable,
      script: metric('ScriptDuration'),
      task: metric('TaskDuration'),
      shift: before.shift,
      interaction: peer.accept && peer.gated ? interaction : null,
      heapKilobytes: usedSize / 1000,
    };
  } finally {
    await context.close();
  }
}

/**
 * Presses accept where it stood when it could first be hit. If that press is remembered, it was usable then; else the
 * answer is when the first press was that counted.
 */
async function accept(page: Page, { name, remembered, gated }: Peer): Promise<number> {
  const { hitAt = 0, x = 0, y = 0 } = await see(page);
  for (let tries = 0; tries < 20; tries++) {
    const at = await page.evaluate(() => performance.now());
    await page.mouse.click(x, y);
    for (let waits = 0; waits < 10; waits++) {
      await pause(100);
      if (await page.evaluate(remembered)) {
        if (gated) await page.waitForFunction((all) => (window as { ran?: number }).ran === all, {}, waiting);
        // An interaction is told after its paint; one that is never told was shorter than what is told.
        const told = () => (window as unknown as { seen: Seen }).seen.interaction > 0;
        await page.waitForFunction(told, { timeout: 3000 }).catch(() => undefined);
        return tries === 0 ? hitAt : at;
      }
    }
  }
  throw new Error(`${name}: nobody believes a click on accept`);
}
