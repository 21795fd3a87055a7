import type { Arrivals } from '../wire/report.ts';

/** Whether anything arrives, a site; to the minute, from memory only. Source: requirements K-24. */
export interface ArrivalBook {
  accepted(site: string): void;
  /** `reason` is a refusal's name, or `bot`, `prefetch`, `spam`. */
  refused(site: string, reason: string): void;
  read(site: string, nextRelease: number): Arrivals;
}

/** A line for the journal, with its minute: on a quiet site anything finer would tell when somebody came. */
export type TellArrival = (line: string, at: string) => void;

/**
 * Keeps the first and last acceptance and the last refusal of each site, in memory. `tell` hears of each site's first
 * acceptance and of each reason's first refusal, once a start, so that whoever set it up sees whether anything arrives.
 */
export function createArrivalBook(now: () => number = Date.now, tell: TellArrival = () => undefined): ArrivalBook {
  const since = now();
  const accepted = new Map<string, { since: number; at: number }>();
  const refused = new Map<string, { at: number; reason: string }>();
  const told = new Set<string>();
  const tellOnce = (line: string) => {
    if (told.has(line)) return;
    told.add(line);
    tell(line, minute(now()));
  };
  return {
    accepted(site) {
      if (!accepted.has(site)) tellOnce(`${site}: the first batch is here`);
      accepted.set(site, { since: accepted.get(site)?.since ?? now(), at: now() });
    },
    refused(site, reason) {
      tellOnce(`${site}: a post was refused: ${reason}`);
      refused.set(site, { at: now(), reason });
    },
    read(site, nextRelease) {
      const yes = accepted.get(site);
      const no = refused.get(site);
      return {
        site,
        since: minute(since),
        accepted: yes === undefined ? null : { since: minute(yes.since), at: minute(yes.at) },
        refused: no === undefined ? null : { at: minute(no.at), reason: no.reason },
        nextRelease: new Date(nextRelease).toISOString(),
      };
    },
  };
}

/** The instant, cut to its minute. */
function minute(at: number): string {
  return new Date(Math.floor(at / 60_000) * 60_000).toISOString();
}
