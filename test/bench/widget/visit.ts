import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { until } from '../../support/stage.ts';
import { type Seen, waiting } from './page.ts';
import type { Peer } from './peers.ts';
import { readScript } from './trace.ts';

/** What two cold visits of a page came to; times in milliseconds, null where a peer has nothing to measure. */
export interface Visit {
  readonly paint: number;
  /** When the first press on accept was made that is remembered as a yes. */
  readonly usable: number | null;
  /** How many presses it took. */
  readonly presses: number | null;
  /** The main thread's own time. */
  readonly script: number;
  /** The same as Chrome's `ScriptDuration` has it, which knows little of what runs after an `await`. */
  readonly scriptDuration: number;
  readonly task: number;
  readonly shift: number;
  /** The longest event of a press on accept, to the next paint, while twenty scripts wait. */
  readonly interaction: number | null;
  readonly heapKilobytes: number;
  /** The bodies of all scripts and style sheets it fetched before an answer, after brotli. */
  readonly fetchedBytes: number;
}

/** Slow 4G as Chrome's own tools name it, and a telephone's processor. */
const network = { offline: false, latency: 562.5, downloadThroughput: 1.44e6 / 8, uploadThroughput: 675e3 / 8 };
const slowdown = 4;

/** After the page's load event; the slowest of the peers fetches for another 1.2 s. Chosen, the same for all. */
const settleMs = 3000;

/** Between press and release of a button; a person's, chosen. */
const heldMs = 80;

/** Visits the page at `address` with nothing in the cache: once to press accept as early as can be, once to measure. */
export async function visit(browser: Browser, address: string, peer: Peer): Promise<Visit> {
  const pressed = peer.accept ? await openCold(browser, (...cold) => hurry(...cold, address, peer)) : null;
  const costs = await openCold(browser, (...cold) => measure(...cold, address, peer));
  return { usable: pressed?.at ?? null, presses: pressed?.presses ?? null, ...costs };
}

async function openCold<T>(browser: Browser, use: (page: Page, session: CDPSession) => Promise<T>): Promise<T> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    // What lies beyond the window is drawn nowhere, and Chrome tells no interaction whose paint it never presents.
    await browser.setWindowBounds(await page.windowId(), { width: 1000, height: 1200 });
    await page.setViewport({ width: 412, height: 823 });
    const session = await page.createCDPSession();
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', network);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    return await use(page, session);
  } finally {
    await context.close();
  }
}

/** Presses wherever the page says that accept stands, at once, until it says that a press was believed. */
async function hurry(page: Page, session: CDPSession, address: string, { name }: Peer) {
  let presses = 0;
  let at: number | undefined;
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: 'press' });
  session.on('Runtime.bindingCalled', ({ payload }) => {
    const [x, y] = payload.split(' ').map(Number) as [number, number];
    if (payload.startsWith('believed')) at = y;
    else {
      presses++;
      page.mouse.click(x, y).catch(() => undefined); // the page may be gone with its last press
    }
  });
  await page.goto(`${address}?watch`, { timeout: 60_000 });
  await until(`${name}: a click on accept is believed`, async () => at);
  return { at: at as number, presses };
}

async function measure(page: Page, session: CDPSession, address: string, { name, accept, gated, remembered }: Peer) {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' }); // what else the machine does is not ours
  // `v8.execute` tells what promises call, which is much of what a module does.
  await page.tracing.start({ categories: ['devtools.timeline', 'v8', 'v8.execute'] });
  await page.goto(address, { waitUntil: 'load', timeout: 60_000 });
  await pause(settleMs);
  const trace = await page.tracing.stop();
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (of: string) => (metrics.find(({ name }) => name === of)?.value ?? 0) * 1000;
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const see = () => page.evaluate('({ ...seen })') as Promise<Seen>;
  const { paint, shift } = await see();
  const fetched = 'performance.getEntriesByType("resource").reduce((sum, one) => sum + one.encodedBodySize, 0)';
  const fetchedBytes = (await page.evaluate(fetched)) as number;
  let interaction: number | null = null;
  if (accept && gated) {
    const spot = await until(`${name}: accept can be hit`, () => page.evaluate('spot()') as Promise<string>);
    const [x, y] = spot.split(' ').map(Number) as [number, number];
    await page.mouse.click(x, y, { delay: heldMs });
    // What asks the page now would delay the paint that is measured; an event is told some time after its paint.
    await pause(1000);
    const done = `${remembered} && window.ran === ${waiting}`;
    await until(`${name}: what waited has run`, () => page.evaluate(done) as Promise<boolean>);
    ({ interaction } = await see());
  }
  return {
    paint,
    script: readScript(trace ?? new Uint8Array(), address),
    scriptDuration: metric('ScriptDuration'),
    task: metric('TaskDuration'),
    shift,
    interaction,
    heapKilobytes: usedSize / 1000,
    fetchedBytes,
  };
}
