import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventsOf, page as html, isWatched, remember } from '../support/measured.ts';
import { openStage, type Stage, until } from '../support/stage.ts';
import { type Trace, trace } from '../support/trace.ts';

/** A phone of the middle range takes four times as long as a desktop; https://developer.chrome.com/docs/lighthouse/performance */
const slower = 4;
const rounds = 5;
/** What a yes adds to a page; what the core costs every visitor is told by `npm run bench:telemetry`. */
const ours = /\/(?:returning|extras|vitals)-[\w-]+\.js/;
const pages = /^http:\/\/localhost:\d+\/(?:next)?$/;

let stage: Stage;
let site: string;

/** A page of some weight, that itself does what it is forbidden to us: so it is seen that it would be seen. */
const body = `<h1>Клиника</h1><button id="go">дальше</button><button id="call" data-kelisim-event="call">позвонить</button>
<main>${'<p><a href="/doctors">Врач высшей категории принимает по записи.</a></p>'.repeat(1000)}</main>
<script>
  const shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
  addEventListener('load', () => {
    document.body.append(document.createElement('p'));
    document.body.offsetHeight;
    for (let n = 0; n < 5e7; n++) Math.imul(n, n);
  });
  go.onclick = () => {
    history.pushState({}, '', '/next?' + Math.random());
    document.querySelector('main').append(document.createElement('p'));
  };
</script>`;

before(async () => {
  stage = await openStage();
  site = await stage.serve({
    '/': html(stage.door, { events: { call: {} }, goals: { called: { event: 'call' } } }, body),
    '/running': html(stage.door, {}, '<script type="text/plain" data-kelisim="statistics">window.ran = true</script>'),
    '/gated': html(stage.door, {}, '<p id="gated" data-kelisim="statistics" hidden>график</p>'),
  });
});
after(() => stage?.close());

const middle = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** A returning visitor, who agreed, on a page whose code no earlier one has warmed. */
async function arrive() {
  const visitor = await stage.visitor();
  await remember(visitor.page, 'statistics', 'search');
  await visitor.page.goto(`${stage.door}/healthz`);
  return visitor;
}

test('T-28: no task of telemetry is long at 4×, none forces a layout while the page loads, and nothing moves', async (t) => {
  const traces: Trace[] = [];
  for (let round = 0; round < rounds; round++) {
    const { page, close } = await arrive();
    const first = stage.posts.length;
    traces.push(
      await trace(page, async () => {
        await page.goto(`${site}/`);
        await until('the view is there', async () => eventsOf(stage, first, 'view').length > 0);
        await until('the metrics are watched', () => isWatched(page));
        await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
        await page.goto(`${stage.door}/healthz`);
        await until('the first metrics are there', async () => eventsOf(stage, first, 'vital').length > 0);
      }),
    );
    await page.goto(`${site}/`);
    await until('the metrics are watched', () => isWatched(page));
    assert.deepEqual(await page.evaluate('shifts'), [], 'nothing has moved');
    await page.evaluate(
      `document.body.prepend(Object.assign(document.createElement('p'), { style: 'height: 200px' }))`,
    );
    await until('a shift would be seen', async () => (await page.evaluate('shifts.length')) !== 0);
    await close();
  }
  // What a busy machine does to the caches only adds: the least of the rounds is nearest to the truth.
  const longest = (script: RegExp) => Math.min(...traces.map((one) => Math.max(...one.tasks(script)))) * slower;
  t.diagnostic(`longest task of ours ${longest(ours).toFixed(1)} ms, of the page's ${longest(pages).toFixed(1)} ms`);
  assert.ok(longest(ours) <= 50, `${longest(ours)} ms`);
  assert.ok(longest(pages) > 50, 'a long task would be seen');
  assert.deepEqual(
    traces.map((one) => one.forcedLayouts(ours)),
    Array(rounds).fill(0),
  );
  assert.ok(
    traces.every((one) => one.forcedLayouts(pages) > 0),
    'a forced layout would be seen',
  );
});

test('T-28: what can wait is fetched when the browser is idle, not before', async () => {
  const { page, close } = await arrive();
  await page.evaluateOnNewDocument(`window.idle = []; window.requestIdleCallback = (work) => window.idle.push(work)`);
  const first = stage.posts.length;
  await page.goto(`${site}/`);
  await until('the view is there', async () => eventsOf(stage, first, 'view').length > 0);
  assert.equal(await isWatched(page), false);
  await page.evaluate('idle.splice(0).forEach((work) => work({ timeRemaining: () => 50, didTimeout: false }))');
  await until('now they are watched', () => isWatched(page));
  await close();
});

test('T-28: the page’s own INP is not raised by 8 ms: what we do between a click and the next frame', async (t) => {
  const { page, close } = await arrive();
  const first = stage.posts.length;
  await page.goto(`${site}/`);
  await until('the view is there', async () => eventsOf(stage, first, 'view').length > 0);
  await until('all of it is there', () => isWatched(page));
  const seen = await trace(page, async () => {
    for (let round = 0; round < 10; round++)
      for (const button of ['#go', '#call']) {
        await page.click(button);
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      }
  });
  const costs = seen.inInput('click', ours).map((ms) => ms * slower);
  t.diagnostic(`between click and frame, at 4×: ${middle(costs).toFixed(2)} ms in the middle of ${costs.length}`);
  assert.equal(costs.length, 20);
  assert.ok(
    costs.some((ms) => ms > 0),
    'what we do is seen',
  );
  assert.ok(middle(costs) < 8, `${costs.map((ms) => ms.toFixed(1))}`);
  await close();
});

test('T-28, C-21: on a page with gates who returns fetches nothing twice', async () => {
  const { page, requests, close } = await arrive();
  const files = () => requests.flatMap((request) => /\/([a-z]+)-[\w-]{8}\.js$/.exec(request.url())?.[1] ?? []);
  await page.goto(`${site}/running`);
  await page.waitForFunction('window.ran');
  await until('what a withdrawal needs is there', async () => files().includes('erase'));
  await until('the metrics are watched', () => isWatched(page));
  assert.deepEqual(files().sort(), ['erase', 'gates', 'receipts', 'returning', 'vitals']);
  await close();
});

test('T-28, C-47: who returns and is denied that file has the gates, the settings and the withdrawal, and is measured', async () => {
  const { page, close } = await arrive();
  const first = stage.posts.length;
  await page.setRequestInterception(true);
  let denied = 0;
  page.on('request', (request) => {
    if (!request.url().includes('/returning-')) return request.continue();
    denied += 1;
    return request.abort();
  });
  await page.goto(`${site}/gated`);
  await page.waitForSelector('#gated:not([hidden])');
  assert.equal(denied, 1);
  await until('the view is there', async () => eventsOf(stage, first, 'view').length > 0);
  await page.waitForSelector('kelisim-consent >>> .entry');
  assert.deepEqual(await page.evaluate('kelisim.withdraw()'), { removed: [], remaining: [] });
  await page.waitForSelector('#gated[hidden]');
  await close();
});
