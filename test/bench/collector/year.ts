import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayOf, formatDay } from '../../../src/wire/calendar.ts';
import { buildCollector } from '../../support/built-collector.ts';
import type { Needs, Question } from './core.ts';
import { createCrowd, type Sent, zone } from './crowd.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Almaty is five hours ahead, all year. */
const aheadMs = 5 * hourMs;
export const days = 365;
/** The year ends with yesterday, so that a collector can go on with its folder. */
export const firstDay = dayOf(Date.now(), zone) - days;
/** Releases a day: hourly ones would take a day of computing; each of these has more to do than any hour's. */
const releaseHours = (process.env.KELISIM_BENCH_RELEASES ?? '4 16').split(' ').map(Number);
/** Measured of this crowd: events in a visit. */
const perVisit = 8.9;
/** So many batches come together. */
const batchesAtOnce = 500;

export interface Year extends Needs {
  readonly events: number;
  readonly tookSeconds: number;
}

/** Lets a crowd of about this many events go through a collector's core, built as it is shipped, in a made-up year. */
export async function simulate(folder: string, events: number, limitSeconds: number): Promise<Year> {
  const { built, remove } = await buildCollector('test/bench/collector/core.ts');
  try {
    return await live(join(built, 'core.js'), folder, events, limitSeconds);
  } finally {
    await remove();
  }
}

async function live(core: string, folder: string, events: number, limitSeconds: number): Promise<Year> {
  await mkdir(folder, { recursive: true });
  const began = performance.now();
  const child = fork(core, { execArgv: (process.env.KC_ARGV ?? '').split(' ').filter(Boolean) });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the measured process ended with ${code}`);
  });
  const ask = async (question: Question): Promise<Needs | null> => {
    const answered = once(child, 'message');
    child.send(question);
    const [needs] = await Promise.race([answered, exited]);
    return needs;
  };
  const crowd = createCrowd(7);
  const visitsADay = events / days / perVisit;
  let counted = 0;
  await ask({ ask: 'open', folder, at: firstDay * dayMs - aheadMs });
  for (let day = firstDay; day < firstDay + days; day += 1) {
    const midnight = day * dayMs - aheadMs;
    const sent: Sent[] = [];
    for (let visit = 0; visit < visitsADay; visit += 1) {
      const minutes = Math.floor(24 * 60 * Math.sqrt(crowd.dice()));
      sent.push(...crowd.visit(day, midnight + minutes * 60_000));
    }
    sent.sort((a, b) => a.at - b.at);
    counted += sent.reduce((sum, { batch }) => sum + batch.events.length, 0);
    let done = 0;
    for (const hour of releaseHours) {
      const until = midnight + hour * hourMs;
      const next = sent.findIndex(({ at }, index) => index >= done && at >= until);
      const upTo = hour === releaseHours.at(-1) || next < 0 ? sent.length : next;
      for (; done < upTo; done += batchesAtOnce)
        await ask({ ask: 'accept', sent: sent.slice(done, Math.min(upTo, done + batchesAtOnce)), at: until - 1000 });
      done = upTo;
      await ask({ ask: 'release', at: until });
    }
    if ((performance.now() - began) / 1000 > limitSeconds) {
      console.log(`stopped on ${formatDay(day)} after ${limitSeconds} s, with ${counted} events`);
      break;
    }
  }
  const needs = await ask({ ask: 'end', from: firstDay, to: firstDay + days - 1 });
  if (!needs) throw new Error('the measured process told nothing');
  return { ...needs, events: counted, tookSeconds: (performance.now() - began) / 1000 };
}
