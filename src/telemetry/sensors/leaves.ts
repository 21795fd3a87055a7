import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';
import { keepGoing } from '../visit.ts';

const mostMs = 1800_000;

/** How long a view was looked at, and how far. */
export interface Leaves {
  /** A view of `path` begins; without one nothing is measured. */
  enter(path?: string): void;
  /** Reports what came since the last report: time each time, the depth of scrolling once a view. */
  leave(): void;
}

/**
 * Measures visible, focused time and the largest quarter of the page seen; keeps the visit going once a minute. Time is the
 * page's own, which no change of the device's clock moves.
 */
export function watchLeaves(outbox: Outbox): Leaves {
  let path: string | undefined;
  let isTold: boolean;
  let engagedMs = 0;
  let toldMs = 0;
  let since = 0;
  let bottom = 0;
  const note = () => {
    const now = performance.now();
    if (since) engagedMs = Math.min(engagedMs + now - since, mostMs);
    since = !document.hidden && document.hasFocus() ? now : 0;
  };
  const look = () => {
    bottom = Math.max(bottom, scrollY + innerHeight);
  };
  for (const name of ['visibilitychange', 'focus', 'blur']) addEventListener(name, note);
  addEventListener('scroll', look);
  setInterval(() => {
    if (since) outbox.record(keepGoing);
  }, 60_000);
  return {
    enter(next) {
      path = next;
      isTold = false;
      engagedMs = toldMs = bottom = 0;
      note();
    },
    leave() {
      note();
      const gone = path;
      const engagedSeconds = Math.round((engagedMs - toldMs) / 1000);
      if (!gone || (isTold && !engagedSeconds)) return;
      look();
      // A pixel may be lost to rounding at the end of a zoomed page.
      const quarters = Math.floor(((bottom + 1) / document.documentElement.scrollHeight) * 4);
      const scroll = isTold ? 0 : Math.min(quarters, 4) * 25;
      isTold = true;
      toldMs += engagedSeconds * 1000;
      outbox.record((kept, day) => [
        { kind: 'leave', path: gone, new: claim(kept, `leave ${gone}`, day), engagedSeconds, scroll },
      ]);
    },
  };
}
