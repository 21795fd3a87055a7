import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { analystToken, batch, firstEver, openCollector, view } from './open-collector.ts';

const at = Date.parse('2026-11-22T09:00:00Z');
const read = { authorization: `Bearer ${analystToken}` };

interface Row {
  table: string;
  day: string;
  cell: Record<string, string>;
  contributions: number;
  measures: Record<string, number>;
}

/** Reads a stream to its end; `begun` resolves when rows have come. */
function follow(answer: Response) {
  let text = '';
  let hasRows = () => {};
  const begun = new Promise<void>((resolve) => {
    hasRows = resolve;
  });
  const ended = (async () => {
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      if (text.includes('{')) hasRows();
    }
    return text;
  })();
  return { begun, ended };
}

const rowsIn = (text: string): readonly Row[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') || line.startsWith('data: '))
    .map((line) => JSON.parse(line.replace(/^data: /, '')) as Row);

test('the feed gives each release’s rows as they come out, k at a time, and only those', async (t) => {
  const clock = { at };
  const { post, get, ledger, folder, close } = await openCollector(t, {}, clock);
  const visit = () => batch({ events: [view({ first: firstEver(clock.at) })] });
  const send = async (browsers: number) => {
    for (let browser = 0; browser < browsers; browser++) assert.equal((await post('v1/batches', visit())).status, 204);
    clock.at += 5000;
    await ledger.release();
  };
  await send(30);
  const [lines, events] = await Promise.all([
    get('v1/releases?site=clinic.kz', read),
    get('v1/releases?site=clinic.kz', { ...read, accept: 'text/event-stream' }),
  ]);
  assert.match(lines.headers.get('content-type') ?? '', /^application\/x-ndjson/);
  assert.equal(events.headers.get('content-type'), 'text/event-stream');
  const following = [follow(lines), follow(events)] as const;
  const before = (await ledger.totals()).pages?.released ?? 0;
  await send(40);
  const after = (await ledger.totals()).pages?.released ?? 0;
  await Promise.all(following.map(({ begun }) => begun));
  // A release's rows are written at once: the end comes behind all of them.
  await close();
  const [text, told] = await Promise.all([following[0].ended, following[1].ended]);
  assert.match(told, /^: following\n\n(event: released\ndata: \{.*\}\n\n)+$/);
  const rows = rowsIn(text);
  assert.deepEqual(rowsIn(told), rows, 'both forms say the same');
  for (const { table, contributions, day } of rows) {
    assert.ok(contributions > 0 && contributions % 10 === 0, `${table}: ${contributions}`);
    assert.equal(day, '2026-11-22');
  }
  const pages = rows.filter(({ table }) => table === 'pages');
  assert.ok(pages.some(({ cell, contributions }) => cell.path === '/doctors' && contributions >= 30));
  const sum = pages.reduce((total, { contributions }) => total + contributions, 0);
  assert.equal(sum, after - before, 'all that came out, and nothing that had before');
  assert.match(await readFile(`${folder}/access.ndjson`, 'utf8'), /"role":"analyst","what":"releases of clinic\.kz"/);
});

test('the feed is for who signed in, and names its site', async (t) => {
  const { get } = await openCollector(t);
  assert.equal((await get('v1/releases?site=clinic.kz', {})).status, 401);
  assert.equal((await get('v1/releases', read)).status, 400);
  assert.equal((await get('v1/releases?site=other.kz', read)).status, 403);
});

test('a reader who leaves, early or late, leaves no fault behind', async (t) => {
  const { get, url, lines, close } = await openCollector(t);
  const left = new AbortController();
  const early = fetch(new URL('v1/releases?site=clinic.kz', url), { headers: read, signal: left.signal });
  setImmediate(() => left.abort());
  await assert.rejects(early, { name: 'AbortError' });
  const answer = await get('v1/releases?site=clinic.kz', read);
  await answer.body?.cancel();
  await close();
  assert.deepEqual(
    lines.filter((line) => !line.includes('KELISIM_RELEASE_SECONDS')),
    [],
  );
});

test('K-04: a collector that stops ends the feed instead of waiting for its readers', async (t) => {
  const { get, close } = await openCollector(t);
  const answer = await get('v1/releases?site=clinic.kz', read);
  const { ended } = follow(answer);
  await close();
  assert.equal(await ended, '');
});
