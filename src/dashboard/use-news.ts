import { useEffect, useState } from 'preact/hooks';
import type { Arrivals } from '../wire/report.ts';
import type { Api } from './api.ts';

/** What `GET v1/live` answers: the lower end of the step, 0 meaning fewer than ten. */
export interface Live {
  readonly at: string;
  readonly present: number;
  /** Pages with at least ten readers, by the same steps. */
  readonly pages: readonly { readonly path: string; readonly present: number }[];
}

export interface News {
  readonly arrivals: Arrivals | null;
  readonly live: Live | null;
  /** Grows with each release that has happened since the page was opened. */
  readonly edition: number;
  /** When the collector answered last, if it does not any more; null while it does. */
  readonly silentSince: string | null;
}

const minuteMs = 60_000;
/** The shortest wait between two looks: a demo releases every few seconds, and nobody reads faster. */
const leastMs = 10_000;

const nothing: News = { arrivals: null, live: null, edition: 0, silentSince: null };

/** Asks each minute, and right after each release, what has arrived and who is here; rests in a background tab. */
export function useNews(api: Api, site: string, isSample: boolean): News {
  const [news, setNews] = useState<News>(nothing);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let answeredAt = new Date().toISOString();
    const look = async () => {
      clearTimeout(timer);
      const here = [['site', site]] as const;
      const [arrivals, live] = await Promise.all([
        api.get<Arrivals>('v1/arrivals', here),
        api.get<Live>('v1/live', here),
      ]);
      if (isOver) return;
      const arrived = 'value' in arrivals ? arrivals.value : null;
      const isSilent = 'failure' in arrivals && arrivals.failure.kind === 'offline';
      if (!isSilent) answeredAt = new Date().toISOString();
      setNews((before) => ({
        arrivals: arrived ?? before.arrivals,
        live: 'value' in live ? live.value : null,
        // Whoever comes back after a silence has missed something.
        edition:
          before.edition + Number(isNewer(before.arrivals, arrived) || (before.silentSince !== null && !isSilent)),
        silentSince: isSilent ? answeredAt : null,
      }));
      const release = arrived ? Date.parse(arrived.nextRelease) + 1000 - Date.now() : minuteMs;
      if (!document.hidden) timer = setTimeout(look, Math.max(leastMs, Math.min(minuteMs, release)));
    };
    const wake = () => {
      if (!document.hidden) void look();
    };
    setNews(nothing);
    // Made-up traffic stands still: nothing arrives and nobody is there.
    if (!isSample) {
      void look();
      document.addEventListener('visibilitychange', wake);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [api, site, isSample]);

  return news;
}

function isNewer(before: Arrivals | null, now: Arrivals | null): boolean {
  return before !== null && now !== null && before.nextRelease !== now.nextRelease;
}
