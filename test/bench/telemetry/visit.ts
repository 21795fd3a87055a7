import type { Browser, Page } from 'puppeteer-core';
import { remember } from '../../support/measured.ts';
import { until } from '../../support/stage.ts';
import { trace } from '../../support/trace.ts';
import type { Door } from './door.ts';
import type { Peer } from './peers.ts';

/** What one visit came to; times in milliseconds on a telephone's processor. */
export interface Visit {
  /** Of all scripts and styles that the peer fetched, after brotli. */
  readonly bytes: number;
  /** What the peer told until nothing more came. */
  readonly posts: number;
  readonly postBytes: number;
  /** And until the page had been left, after ten clicks of which two lead on. */
  readonly allPosts: number;
  /** The processor's time in all scripts but the page's work. */
  readonly script: number;
  /** The peer's own work in the task in which it works longest. */
  readonly longest: number;
  readonly longTasks: number;
  /** The longest interaction, which of so few is INP; in steps of 8 ms, as browsers tell it. */
  readonly inp: number;
}

/** A telephone of the middle range; https://developer.chrome.com/docs/lighthouse/performance */
const slowdown = 4;
const clicks = ['#work', '#work', '#next', '#work', '#work', '#work', '#next', '#work', '#work', '#work'];

/** The page's work, and what drives it. */
const theirs = /\/work\.js$|^pptr:|^$/;

/** A visitor who has been here before, and agreed, opens the page with an empty cache, clicks, and leaves. */
export async function visit(browser: Browser, door: Door, peer: Peer): Promise<Visit> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    // Those who believe that a driven browser has no visitor would measure nothing.
    await page.evaluateOnNewDocument(`Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })`);
    await remember(page, 'statistics', 'search');
    await page.setViewport({ width: 412, height: 823, hasTouch: true });
    await page.setCacheEnabled(false);
    await view(page, door, peer);
    await leave(page, door);
    const session = await page.createCDPSession();
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const first = door.asked.length;
    const posts = () => door.asked.slice(first).filter(({ isFile }) => !isFile);
    let [seen, interactions] = [posts(), [] as number[]];
    const record = await trace(page, async () => {
      await view(page, door, peer);
      seen = posts();
      for (const button of clicks) await click(page, button);
      // A busy browser may leave one out, so their number is not waited for.
      await page.waitForFunction('interactions.size > 0');
      interactions = (await page.evaluate('[...interactions.values()]')) as number[];
      await leave(page, door);
    });
    const tasks = record.tasks(peer.scripts);
    return {
      bytes: sum(door.asked.slice(first).map(({ isFile, bytes }) => (isFile ? bytes : 0))),
      posts: seen.length,
      postBytes: sum(seen.map(({ bytes }) => bytes)),
      allPosts: posts().length,
      script: record.script(theirs),
      longest: Math.max(0, ...tasks),
      longTasks: tasks.filter((ms) => ms > 50).length,
      inp: Math.max(...interactions),
    };
  } finally {
    await context.close();
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Opens the page and waits until the peer has measured it, and nothing more comes. */
async function view(page: Page, door: Door, { name, viewed }: Peer): Promise<void> {
  const first = door.asked.length;
  await page.goto(`${door.url}/page/${encodeURIComponent(name)}`);
  await until(`${name} measures the view`, async () =>
    viewed.every(([path, times]) => door.asked.slice(first).filter((one) => path.test(one.path)).length >= times),
  );
  await quiet(page, door);
}

async function leave(page: Page, door: Door): Promise<void> {
  await page.goto(`${door.url}/left`);
  await quiet(page, door);
}

/** Until the page has nothing to do, and half a second has brought no request. */
async function quiet(page: Page, door: Door): Promise<void> {
  const from = Date.now();
  await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
  await until('no more requests come', async () => Date.now() - Math.max(from, door.asked.at(-1)?.at ?? 0) > 500);
}

/** Clicks as a person does, and waits for what is painted then. */
async function click(page: Page, button: string): Promise<void> {
  await page.click(button);
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))');
}
