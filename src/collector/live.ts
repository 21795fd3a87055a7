import type { Fact } from './fact.ts';

/** Who is here now, in steps; `pages` only with ten readers present. Source: requirements R-07. */
export interface Live {
  readonly site: string;
  /** The minute this stands for; it changes once a minute. */
  readonly at: string;
  /** The lower end of the step: 0 means fewer than ten, 10 means 10 to 19, 20 means 20 to 49 … */
  readonly present: number;
  readonly pages: readonly { readonly path: string; readonly present: number }[];
}

export interface LiveBook {
  note(site: string, facts: readonly Fact[]): void;
  read(site: string): Live;
}

const steps = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] as const;
const minuteMs = 60_000;
/** A reader who opened nothing for five minutes counts as gone. */
const presentMinutes = 5;

interface Minute {
  readonly at: number;
  /** Readers come and gone by path: a view adds one to its page and takes one from the page it came from. */
  readonly moves: Map<string, number>;
}

/** Counts present readers in memory, one bucket a minute; no browser is told apart, none is written. */
export function createLiveBook(now: () => number = Date.now): LiveBook {
  const sites = new Map<string, Minute[]>();
  const shown = new Map<string, Live>();
  const minuteOf = () => Math.floor(now() / minuteMs);
  return {
    note(site, facts) {
      const minute = minuteOf();
      let minutes = sites.get(site) ?? [];
      if (minutes.at(-1)?.at !== minute) {
        minutes = [...minutes.filter(({ at }) => at >= minute - presentMinutes), { at: minute, moves: new Map() }];
        sites.set(site, minutes);
      }
      const moves = minutes.at(-1)?.moves ?? new Map<string, number>();
      for (const fact of facts) {
        if (fact.kind !== 'view') continue;
        moves.set(fact.path, (moves.get(fact.path) ?? 0) + 1);
        if (fact.from !== undefined) moves.set(fact.from, (moves.get(fact.from) ?? 0) - 1);
      }
    },
    read(site) {
      const at = new Date(minuteOf() * minuteMs).toISOString();
      const last = shown.get(site);
      // One answer a minute: two close readings must not give away a single visitor's step.
      if (last?.at === at) return last;
      const answer = { site, at, ...count(sites.get(site) ?? [], minuteOf()) };
      shown.set(site, answer);
      return answer;
    },
  };
}

/** Whole minutes before the current one. */
function count(minutes: readonly Minute[], current: number): Pick<Live, 'present' | 'pages'> {
  const readers = new Map<string, number>();
  for (const { at, moves } of minutes) {
    if (at >= current || at < current - presentMinutes) continue;
    for (const [path, move] of moves) readers.set(path, (readers.get(path) ?? 0) + move);
  }
  const present = [...readers].filter(([, number]) => number > 0);
  return {
    present: step(present.reduce((sum, [, number]) => sum + number, 0)),
    pages: present
      .filter(([, number]) => number >= steps[0])
      .map(([path, number]) => ({ path, present: step(number) }))
      .sort((a, b) => b.present - a.present || (a.path < b.path ? -1 : 1)),
  };
}

function step(number: number): number {
  return steps.findLast((lower) => number >= lower) ?? 0;
}
