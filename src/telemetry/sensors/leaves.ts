import { dayOf } from '../../wire/calendar.ts';
import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';
import { keepGoing } from '../visit.ts';

const mostMs = 1800_000;

/** How long a view was looked at, and how far. */
export interface Leaves {
  /** A view of `path` begins. */
  enter(path: string): void;
  /** Reports what came since the last report: time each time, the depth of scrolling once a view. */
  leave(): void;
}

/** Measures visible, focused time and the largest quarter of the page seen; keeps the visit going once a minute. */
export function watchLeaves(outbox: Outbox, zone: string, now: () => number): Leaves {
  let path = '';
  let left = false;
  let engagedMs = 0;
  let toldMs = 0;
  let since = 0;
  let bottom = 0;
  const note = () => {
    if (since) engagedMs = Math.min(engagedMs + now() - since, mostMs);
    since = !document.hidden && document.hasFocus() ? now() : 0;
  };
  const look = () => {
    bottom = Math.max(bottom, scrollY + innerHeight);
  };
  for (const name of ['visibilitychange', 'focus', 'blur']) addEventListener(name, note);
  addEventListener('scroll', look, { passive: true });
  setInterval(() => {
    if (since) outbox.change('statistics', (kept) => keepGoing(kept, now(), zone));
  }, 60_000);
  return {
    enter(next) {
      note();
      path = next;
      left = false;
      engagedMs = toldMs = bottom = 0;
    },
    leave() {
      note();
      const engagedSeconds = Math.round((engagedMs - toldMs) / 1000);
      if (!path || (left && !engagedSeconds)) return;
      look();
      const quarters = Math.floor((bottom / document.documentElement.scrollHeight) * 4.01);
      const scroll = left ? 0 : Math.min(quarters, 4) * 25;
      const gone = path;
      left = true;
      toldMs += engagedSeconds * 1000;
      outbox.record((kept, at) => [
        { kind: 'leave', path: gone, new: claim(kept, `leave ${gone}`, dayOf(at, zone)), engagedSeconds, scroll },
      ]);
    },
  };
}
