import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { findIn, formsOf } from './canaries.ts';
import { analystToken, batch, firstEver, openCollector, token, view } from './open-collector.ts';

const owner = { authorization: `Bearer ${token}` };

test('K-11: the owner erases a site over HTTP: its words are in no file, another site’s stay, and it is noted', async (t) => {
  const { url, folder, post, get, ledger } = await openCollector(t);
  const visit = (site: string, path: string, origin: string) =>
    post('v1/batches', batch({ site, events: [view({ path, first: firstEver(Date.now()) })] }), { origin });
  const erase = (target: string, headers: Readonly<Record<string, string>> = owner) =>
    fetch(new URL(target, url), { method: 'DELETE', headers });
  const all = [
    ...Array.from({ length: 30 }, () => visit('clinic.kz', '/canary-released', 'https://clinic.kz')),
    ...Array.from({ length: 30 }, () => visit('localhost', '/kept', 'http://localhost:3000')),
  ];
  assert.ok((await Promise.all(all)).every(({ status }) => status === 204));
  await ledger.release();
  assert.ok((await findIn(folder, formsOf('/canary-released'))).length > 0, 'the search finds what is there');

  const target = 'v1/sites/clinic.kz/measurements';
  assert.equal((await erase(target, {})).status, 401);
  assert.equal((await erase(target, { authorization: `Bearer ${analystToken}` })).status, 403);
  assert.equal((await erase(target, { ...owner, origin: 'https://evil.com' })).status, 403, 'a foreign page');
  assert.equal((await erase(target, { ...owner, 'sec-fetch-site': 'cross-site' })).status, 403);
  for (const wrong of ['from=2026-02-31', 'frm=2026-11-22', 'from=2026-11-22&to=2026-11-21', 'to=x'])
    assert.equal((await erase(`${target}?${wrong}`)).status, 400, wrong);
  assert.equal((await erase('v1/sites/..%2f/measurements')).status, 403);
  const rows = async (site: string) =>
    ((await (await get(`v1/reports/pages?site=${site}`)).json()) as { rows: unknown[] }).rows.length;
  assert.equal(await rows('clinic.kz'), 1, 'nothing of this erased anything');

  const done = await erase(target);
  assert.deepEqual([done.status, await done.text()], [204, ''], 'how many there were is not told');
  assert.deepEqual(await findIn(folder, formsOf('/canary-released')), []);
  assert.deepEqual([await rows('clinic.kz'), await rows('localhost')], [0, 1]);
  assert.match(
    await readFile(`${folder}/access.ndjson`, 'utf8'),
    /"role":"owner","what":"erase clinic\.kz from ever to ever"/,
  );
  assert.equal((await visit('clinic.kz', '/again', 'https://clinic.kz')).status, 204, 'and it goes on');
});
