import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { openStage, range, type Stage, token, until, type Visitor } from '../support/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

const headers = { authorization: `Bearer ${token}` };

/** Resolves once the collector has answered `count` posts of this visitor with 204. */
const delivered = (visitor: Visitor, count = 1) =>
  until(`${count} batches are acknowledged`, async () => {
    const posts = visitor.requests.filter(
      (request) => request.url().endsWith('/v1/batches') && request.method() === 'POST',
    );
    return posts.filter((request) => request.response()?.status() === 204).length >= count;
  });

const released = async () => {
  const { released } = (await (
    await fetch(`${stage.collector.url}/v1/reports/summary?${range()}`, { headers })
  ).json()) as { released: string | null };
  return released;
};

/** Waits for two releases from now on: the second one holds everything that had been acknowledged before. */
async function nextReleases() {
  for (let i = 0; i < 2; i++) {
    const last = await released();
    await until('a release', async () => (await released()) !== last);
  }
}

test('R-01: 25 visitors show as 10 or 20 in report, export and page; nine show nowhere', {
  timeout: 180_000,
}, async () => {
  const site = await stage.serve(
    Object.fromEntries(
      ['/many', '/few'].map((path) => [
        path,
        `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1><script defer src="${stage.door}/kelisim.js" data-site="localhost" data-policy="/p" data-policy-version="1"></script>`,
      ]),
    ),
  );
  const visit = async (path: string) => {
    const visitor = await stage.visitor();
    await visitor.page.goto(site + path);
    await visitor.press('accept');
    await delivered(visitor);
    await visitor.close();
  };
  for (let i = 0; i < 25; i += 5) await Promise.all(Array.from({ length: 5 }, () => visit('/many')));
  for (let i = 0; i < 9; i += 3) await Promise.all(Array.from({ length: 3 }, () => visit('/few')));
  await nextReleases();

  const pages = await stage.collector.report<{ path: string; readers: number; views: number }>('pages');
  const many = pages.find(({ path }) => path === '/many');
  assert.ok(many && [10, 20].includes(many.readers), `readers of /many: ${many?.readers}`);
  assert.ok(!pages.some(({ path }) => path === '/few'));
  for (const { readers } of pages) assert.equal(readers % 10, 0);

  const exported = await (
    await fetch(`${stage.collector.url}/v1/exports/pages.ndjson?${range()}`, {
      headers,
    })
  ).text();
  assert.match(exported, /"\/many"/);
  assert.doesNotMatch(exported, /few/);

  const analyst = await stage.visitor();
  await analyst.go(`${stage.collector.url}/#token=${token}`);
  const text = () => analyst.page.evaluate(() => document.body.innerText);
  await until('the page shows /many', async () => (await text()).includes('/many'));
  assert.ok(!(await text()).includes('/few'), 'nine show nowhere');
  assert.ok(!analyst.page.url().includes(token), 'the token leaves the address');
  assert.deepEqual(analyst.errors, []);
  await analyst.close();
});

test('K-24: an owner pastes the tag into a page on another port and sees at once that it arrives', async () => {
  const site = await stage.serve({
    '/': `<!doctype html><html lang="kk"><title>x</title><h1>x</h1>
<script defer src="${stage.door}/kelisim.js" data-site="localhost"
        data-policy="/policy" data-policy-version="2026-11-01"></script>`,
  });
  const visitor = await stage.visitor();
  await visitor.go(`${site}/`);
  await visitor.press('accept');
  await delivered(visitor);
  const arrivals = (await (await fetch(`${stage.collector.url}/v1/arrivals?site=localhost`, { headers })).json()) as {
    accepted: { at: string } | null;
  };
  assert.ok(arrivals.accepted && Date.now() - Date.parse(arrivals.accepted.at) < 120_000);
  await visitor.close();

  await fetch(`${stage.collector.url}/v1/batches`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.kz' },
    body: '{}',
  });
  const after = (await (await fetch(`${stage.collector.url}/v1/arrivals?site=localhost`, { headers })).json()) as {
    accepted: { at: string } | null;
  };
  assert.ok(after.accepted);
});

test('T-18, T-19: what is typed into the search leaves scrubbed, alone, and without the page’s address', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/doctors?q=кардиолог +7 701 123 45 67 ivan@mail.ru');
  await visitor.press('accept');
  await until('the view has left', async () => visitor.batches('statistics').length > 0);
  const [view] = visitor.batches('statistics');
  assert.doesNotMatch(JSON.stringify(view), /701|ivan|q=/);
  // A search waits 1 to 10 minutes, or until the page is left.
  await visitor.page.goto(`${stage.clinic}/contacts`);
  const search = await until('the search has left', async () =>
    stage.posts.map(({ body }) => JSON.parse(body || '{}')).find(({ purpose }) => purpose === 'search'),
  );
  const events = search.events as { kind: string; words: string; results: string }[];
  assert.equal(events.length, 1);
  assert.equal(events[0]?.kind, 'search');
  assert.equal(events[0]?.words, 'кардиолог [phone] [email]');
  await visitor.close();
});

test('T-22: offline, then online: what was seen arrives once', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('accept');
  await delivered(visitor);
  await visitor.page.setOfflineMode(true);
  await visitor.page.evaluate(() => history.pushState({}, '', '/contacts'));
  await visitor.page.evaluate(() => history.pushState({}, '', '/policy'));
  const tried = visitor.batches('statistics').length;
  await visitor.page.setOfflineMode(false);
  const paths = () =>
    visitor.requests
      .filter((request) => request.url().endsWith('/v1/batches') && request.response()?.status() === 204)
      .flatMap((request) => JSON.parse(request.postData() ?? '{}').events)
      .filter((event: { kind: string }) => event.kind === 'view')
      .map((event: { path: string }) => event.path);
  await until(
    'both views have arrived',
    async () => paths().includes('/contacts') && paths().includes('/policy'),
    60_000,
  );
  assert.ok(visitor.batches('statistics').length > tried);
  assert.deepEqual(paths().filter((path: string) => path === '/contacts').length, 1);
  await visitor.close();
});

test('K-02, T-22: the collector is killed and comes back; the page notices nothing and nothing is lost', {
  timeout: 60_000,
}, async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('accept');
  await delivered(visitor);
  stage.collector.child().kill('SIGKILL');
  await once(stage.collector.child(), 'exit');
  await visitor.page.evaluate(() => history.pushState({}, '', '/contacts'));
  await until('the post has failed', async () =>
    visitor.requests.some((request) => request.url().endsWith('/v1/batches') && request.failure()),
  );
  assert.equal(await visitor.sees('h1'), true);
  assert.deepEqual(
    visitor.errors.filter((line) => !/net::ERR|Failed to load resource/.test(line)),
    [],
  );
  await stage.collector.restart();
  await visitor.go('/doctors');
  const arrived = () =>
    visitor.requests
      .filter((request) => request.url().endsWith('/v1/batches') && request.response()?.status() === 204)
      .map((request) => request.postData() ?? '')
      .join();
  await until('the view that was refused has arrived', async () => arrived().includes('"/contacts"'), 40_000);
  await visitor.close();
});
