import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
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
  const id = 'id: 2026-11-22T\\S+';
  assert.match(
    told,
    new RegExp(`^: following\n\n${id}\n\n(${id}/\\d+\nevent: released\ndata: \\{.*\\}\n\n)+${id}\n\n$`),
  );
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

test('the feed is for who signed in, and says what it does not know', async (t) => {
  const { get } = await openCollector(t);
  assert.equal((await get('v1/releases?site=clinic.kz', {})).status, 401);
  for (const since of ['yesterday', '2026-02-31', '1', '2026-11-22T09:00Z', '2026-11-22T09:00:00Z/x']) {
    const answer = await get(`v1/releases?site=clinic.kz&since=${since}`, read);
    assert.equal(answer.status, 400, since);
    assert.equal(((await answer.json()) as { path: string }).path, '/since');
  }
  assert.equal((await get('v1/releases?from=2026-11-22', read)).status, 400, 'a parameter that is none');
  assert.equal((await get('v1/releases?site=other.kz', read)).status, 403);
});

test('a reader who leaves, early or late, leaves no fault behind', async (t) => {
  const { get, url, lines, close } = await openCollector(t);
  const atStart = lines.length;
  const left = new AbortController();
  const early = fetch(new URL('v1/releases?site=clinic.kz', url), { headers: read, signal: left.signal });
  setImmediate(() => left.abort());
  await assert.rejects(early, { name: 'AbortError' });
  const answer = await get('v1/releases?site=clinic.kz', read);
  await answer.body?.cancel();
  await close();
  assert.deepEqual(lines.slice(atStart), []);
});

test('K-04: a collector that stops ends the feed instead of waiting for its readers', async (t) => {
  const { get, close } = await openCollector(t);
  const answer = await get('v1/releases?site=clinic.kz', read);
  const { ended } = follow(answer);
  await close();
  assert.equal(await ended, '');
});

test('K-04: who connects and says nothing, or not all, does not keep a collector from stopping', async (t) => {
  const { url, close, post } = await openCollector(t);
  const { port, hostname } = new URL(url);
  const call = async (words: string) => {
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(words);
    return once(socket, 'close');
  };
  const head = `POST /v1/batches HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 400\r\nContent-Type: text/plain\r\n`;
  // A browser opens connections that it may never use.
  const silent = call('');
  const slow = [call(head), call(`${head}\r\n{"v":1,`)];
  assert.equal((await post('v1/batches', batch({ events: [view({})] }))).status, 204);
  const from = performance.now();
  const stopped = close();
  await silent;
  const silentMs = performance.now() - from;
  await Promise.all([stopped, ...slow]);
  assert.ok(silentMs < 3000, `the silent one was hung up on after ${silentMs} ms`);
  assert.ok(performance.now() - from < 10_000, `stopped after ${performance.now() - from} ms`);
});

/** Reads server-sent events until one holds `text`, then leaves; answers them, and the last id. */
async function listen(answer: Response, text: string) {
  assert.equal(answer.status, 200);
  let heard = '';
  for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    heard += part;
    if (heard.includes(text)) break;
  }
  const events = heard.split('\n\n').slice(0, -1);
  const ids = events.flatMap((event) => /^id: (.*)$/m.exec(event)?.[1] ?? []);
  return { events, rows: rowsIn(heard), id: ids.at(-1) ?? '' };
}

/** All rows of a cell added up: what a reader who keeps them holds. */
function sumsOf(rows: readonly Row[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { table, day, cell, contributions } of rows) {
    const key = JSON.stringify([table, day, cell]);
    sums[key] = (sums[key] ?? 0) + contributions;
  }
  return sums;
}

test('a reader of the feed may begin on a day, and goes on where it was cut off, with nothing lost or doubled', async (t) => {
  const clock = { at };
  const { post, get, ledger } = await openCollector(t, {}, clock);
  const send = async (browsers: number, path = '/doctors') => {
    const visit = () => batch({ events: [view({ path, entry: { path }, first: firstEver(clock.at) })] });
    const sent = await Promise.all(Array.from({ length: browsers }, () => post('v1/batches', visit())));
    assert.ok(sent.every(({ status }) => status === 204));
    clock.at += 5000;
    await ledger.release();
  };
  const events = { ...read, accept: 'text/event-stream' };
  const mark = () => `id: ${new Date(clock.at).toISOString()}\n\n`;
  await send(30);
  clock.at += 86_400_000;
  await send(30, '/prices');
  const begun = await listen(await get('v1/releases?site=clinic.kz&since=2026-11-22', events), mark());
  assert.ok(begun.rows.some(({ day }) => day === '2026-11-22') && begun.rows.some(({ day }) => day === '2026-11-23'));
  const later = await listen(await get('v1/releases?site=clinic.kz&since=2026-11-23', events), mark());
  assert.deepEqual([...new Set(later.rows.map(({ day }) => day))], ['2026-11-23']);

  await send(40);
  await send(40, '/prices');
  const missed = await listen(await get('v1/releases', { ...events, 'last-event-id': begun.id }), mark());
  assert.ok(missed.rows.length > 0);
  const half = missed.events.filter((event) => event.includes('event: released'));
  const middle = /^id: (.*\/\d+)$/m.exec(half[Math.floor(half.length / 2)] ?? '')?.[1] ?? '';
  const rest = await listen(await get('v1/releases', { ...events, 'last-event-id': middle }), mark());
  assert.deepEqual(rest.rows, missed.rows.slice(Math.floor(half.length / 2) + 1), 'cut off in the middle of a release');
  const whole = await listen(await get('v1/releases?since=2026-11-22', events), mark());
  assert.deepEqual(sumsOf([...begun.rows, ...missed.rows]), sumsOf(whole.rows), 'it adds up to all that is released');
});

test('a mark from before the collector started is answered with a reset and the rows anew', async (t) => {
  const clock = { at };
  const first = await openCollector(t, {}, clock);
  const visit = () => batch({ events: [view({ first: firstEver(clock.at) })] });
  const send = async ({ post, ledger }: typeof first) => {
    const sent = await Promise.all(Array.from({ length: 30 }, () => post('v1/batches', visit())));
    assert.ok(sent.every(({ status }) => status === 204));
    clock.at += 5000;
    await ledger.release();
    return new Date(clock.at).toISOString();
  };
  const early = await send(first);
  const last = await send(first);
  await first.close();
  const second = await openCollector(t, { KELISIM_DATA: first.folder }, clock);
  const events = { ...read, accept: 'text/event-stream' };
  const old = await listen(await second.get(`v1/releases?since=${early}`, events), `id: ${last}\n\n`);
  assert.match(old.events[1] ?? '', /^event: reset\ndata: \{"reset":"2026-11-21","site":"clinic.kz"\}$/);
  assert.ok(old.rows.some(({ table }) => table === 'pages'));
  await send(second);
  const known = await listen(await second.get(`v1/releases?since=${last}`, events), mark(clock.at));
  assert.ok(known.rows.length > 0 && !known.events.some((event) => event.includes('reset')), 'nothing was missed');
});

const mark = (instant: number) => `id: ${new Date(instant).toISOString()}\n\n`;
