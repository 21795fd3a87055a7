import type { Arrivals } from '../wire/report.ts';

/** Whether anything arrives, a site; to the minute, from memory only. Source: requirements K-24. */
export interface ArrivalBook {
  accepted(site: string): void;
  /** `reason` is a refusal's name, or `bot`, `prefetch`, `spam`. */
  refused(site: string, reason: string): void;
  read(site: string, nextRelease: number): Arrivals;
}

/** Keeps the first and last acceptance and the last refusal of each site; nothing of it is written anywhere. */
export function createArrivalBook(now: () => number = Date.now): ArrivalBook {
  const since = now();
  const accepted = new Map<string, { since: number; at: number }>();
  const refused = new Map<string, { at: number; reason: string }>();
  return {
    accepted: (site) => void accepted.set(site, { since: accepted.get(site)?.since ?? now(), at: now() }),
    refused: (site, reason) => void refused.set(site, { at: now(), reason }),
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
