// The whole collector as a process of its own, under load over HTTP, to be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Batch } from '../../../src/wire/batch.ts';
import { dayOf, formatDay } from '../../../src/wire/calendar.ts';
import { site, zone } from './support.ts';

const origin = `https://${site}`;

export interface Collecting {
  readonly child: ChildProcess;
  /** Posts a batch; answers the status, or null where the process went away. */
  post(batch: Batch): Promise<number | null>;
  /** Ends it with this signal, and answers how it went. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Starts `kelisim collect` on a folder, with a release a second, and waits until it listens. */
export async function startCollecting(cli: string, folder: string, runFolder: string): Promise<Collecting> {
  const child = spawn(process.execPath, [cli, 'collect'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      KELISIM_DATA: folder,
      KELISIM_RUN: runFolder,
      KELISIM_HOST: '127.0.0.1',
      KELISIM_PORT: '0',
      KELISIM_TOKEN: 'the-owner-of-the-killed-collector',
      KELISIM_SITES: JSON.stringify({ [site]: { origins: [origin], zone } }),
      KELISIM_RELEASE_SECONDS: '1',
      KELISIM_SEARCH_DAYS: '1',
      KELISIM_BOTS: 'count',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    said += part;
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/[^/:]+:(\d+)\//.exec(line)?.[1];
      if (found) resolve(Number(found));
    });
    void exited.then(([code]) => reject(new Error(`it ended with ${code} before it listened: ${said}`)));
  });
  const agent = new Agent({ keepAlive: true });
  return {
    child,
    post: (batch) =>
      new Promise((resolve) => {
        const body = JSON.stringify(batch);
        const headers = { origin, 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) };
        request({ agent, headers, host: '127.0.0.1', port, path: '/v1/batches', method: 'POST' }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? null));
          response.on('error', () => resolve(null));
        })
          .on('error', () => resolve(null))
          .end(body);
      }),
    async stop(signal) {
      child.kill(signal);
      const [code, by] = await exited;
      agent.destroy();
      return { code, signal: by };
    },
  };
}

/** How often one batch of each kind counts in each table. */
export const perBatch = {
  statistics: {
    visits: 37,
    totals: 6,
    pages: 6,
    uniques: 27,
    retention: 1,
    hours: 1,
    vitals: 3,
    events: 2,
    goals: 9,
    funnels: 1,
  },
  search: { searches: 2 },
} as const;

export const isSearch = (number: number) => number % 5 === 0;
export const engagedIn = (number: number) => (isSearch(number) ? 0 : number % 50);

/** The batch of that number: every fifth is a search. Its id is its own. */
export function batchNumber(number: number): Batch {
  const path = `/page/${number % 7}`;
  const base = { v: 1, id: `number${String(number).padStart(16, '0')}`, site, policy: '2026-11-01' } as const;
  const env = { language: 'ru', zone, width: 'M' } as const;
  const made = { ageMinutes: 0, new: 'period' } as const;
  if (isSearch(number)) {
    const events = [{ kind: 'search', ageMinutes: 0, words: `слово ${'абвгд'[(number / 5) % 5]}`, results: 'some' }];
    return { ...base, purpose: 'search', env, events } as Batch;
  }
  const entry = { path, referrer: 'google.com' };
  const on = formatDay(dayOf(Date.now(), zone));
  const first = { on, day: true, week: true, month: true, ever: true, period: true, weeksSinceFirst: 0 };
  const events = [
    { ...made, kind: 'view', path, nth: 1, entry, first },
    { ...made, kind: 'leave', path, engagedSeconds: engagedIn(number), scroll: 50 },
    { ...made, kind: 'vital', path, name: 'LCP', newName: 'period', value: 1830 },
    { ...made, kind: 'event', name: 'call', props: { place: 'header' } },
    { ...made, kind: 'goal', name: 'booking', entry },
    { ...made, kind: 'step', funnel: 'booking', step: 1 },
  ];
  return { ...base, purpose: 'statistics', env, events } as Batch;
}

/** The log's segments. A folder that is just being made has none. */
export function segmentsOf(folder: string): readonly string[] {
  return listed(join(folder, 'log'));
}

/**
 * Whether a process that was just killed stood in the middle of a release: files that no manifest names are there, or old
 * ones that a new manifest no longer names. `before`: the segments that were there before any release of this process.
 */
export function wasReleasing(folder: string, before: readonly string[]): boolean {
  const text = listed(folder).includes('manifest.json') ? readFileSync(join(folder, 'manifest.json'), 'utf8') : '{}';
  const { pending = null, released = [], seen = [], log = 1 } = JSON.parse(text);
  const unnamed = [
    ...listed(join(folder, 'pending')).filter((name) => name !== pending),
    ...listed(join(folder, 'released')).filter((name) => !released.includes(name)),
    ...listed(join(folder, 'seen')).filter((name) => !seen.includes(name)),
    ...listed(folder).filter((name) => name === 'manifest.json.new'),
  ];
  const segments = segmentsOf(folder);
  const isTurned = segments.filter((name) => !before.includes(name) && Number(name.slice(0, 12)) >= log).length > 1;
  return unnamed.length > 0 || isTurned || segments.some((name) => Number(name.slice(0, 12)) < log);
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there yet.
    return [];
  }
}
