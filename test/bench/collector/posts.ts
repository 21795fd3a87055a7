import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayOf } from '../../../src/wire/calendar.ts';
import { createCrowd, type Sent, zone } from './crowd.ts';
import { post, type Serving, serveBare, serveCollector } from './serving.ts';

/** So many posts at once that some are at hand while others wait for the disk; with 64 all of them often wait. */
const connections = Number(process.env.KELISIM_BENCH_CONNECTIONS ?? 256);

/** So many batches of a crowd that comes right now, each with exactly this many events (or as they come). */
export function batchesOf(count: number, eventsEach: number | null): readonly Sent[] {
  const crowd = createCrowd(1);
  const now = Date.now();
  const made: Sent[] = [];
  let waiting: Sent['batch']['events'][number][] = [];
  while (made.length < count)
    for (const sent of crowd.visit(dayOf(now, zone), now)) {
      if (eventsEach === null) made.push(sent);
      else if (sent.batch.purpose === 'statistics') {
        waiting.push(...(eventsEach === 1 ? sent.batch.events.slice(0, 1) : sent.batch.events));
        if (waiting.length < eventsEach) continue;
        made.push({ ...sent, batch: { ...sent.batch, events: waiting.slice(0, eventsEach) } });
        waiting = waiting.slice(eventsEach);
      }
    }
  return made.slice(0, count);
}

export interface Measured {
  readonly perSecond: number;
  readonly microsecondsEach: number;
  readonly p99: number;
}

/** Batches a second, and processor time for each. */
async function measure(serving: Serving, batches: readonly Sent[], seconds: number): Promise<Measured> {
  const order = {
    port: serving.port,
    connections,
    seconds,
    bodies: batches.map(({ batch }) => JSON.stringify(batch)),
    userAgents: batches.map(({ userAgent }) => userAgent),
  };
  const before = serving.cpuSeconds();
  const { answered, failed, seconds: took, p99 } = await post(order);
  if (failed > 0) throw new Error(`${failed} posts were not answered by 204`);
  return { perSecond: answered / took, microsecondsEach: ((serving.cpuSeconds() - before) / answered) * 1e6, p99 };
}

/** Measures a bare server and the collector one after the other, several times, so that both meet the same machine. */
export async function comparePosts(
  cli: string,
  eventsEach: number,
  seconds: number,
  rounds: number,
  flags: readonly string[] = [],
) {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-bench-'));
  const bare = await serveBare();
  const collector = await serveCollector(cli, folder, {}, flags);
  const results: { bare: Measured; collector: Measured }[] = [];
  try {
    // Warm both: the first thousands of requests meet code that is not compiled yet.
    const batches = batchesOf(2000, eventsEach);
    await measure(bare, batches, seconds / 2);
    await measure(collector, batches, seconds / 2);
    for (let round = 0; round < rounds; round += 1)
      results.push({
        bare: await measure(bare, batches, seconds),
        collector: await measure(collector, batches, seconds),
      });
    return { results, memory: collector.memory() };
  } finally {
    await bare.stop();
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
