import { dayOf } from '../../../src/wire/calendar.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Summer time begins in Berlin and in St John's within these two months; two of the zones are no whole hours. */
export const zones = ['Asia/Almaty', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'] as const;
const start = Date.parse('2026-03-02T00:00:00Z');
const days = 61;
export const paths = ['/', '/doctors', '/doctors/:slug', '/prices', '/contacts', '/slots'];

/** What a visitor, or the world, does at an instant of true time; instants are whole minutes, as ages are. */
export type Act = {
  readonly at: number;
  readonly isSettled: boolean;
} /** Tabs side by side, in windows of their own, are all shown at once. */ & (
  | { readonly kind: 'view'; readonly tab: number; readonly path: string; readonly isSideBySide: boolean }
  | { readonly kind: 'look'; readonly tab: number; readonly isSideBySide: boolean }
  | { readonly kind: 'close' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'clock'; readonly skewMs: number }
  | { readonly kind: 'line'; readonly isOnline: boolean }
);

/** One browser on a site of some zone. */
export interface Life {
  readonly zone: string;
  readonly acts: readonly Act[];
}

/** What may go wrong in a life. */
export interface Trouble {
  /** The share of visits before which the storage is emptied. */
  readonly clears?: number;
  /** The storage is emptied after so many days without a visit. */
  readonly keepsDays?: number;
  /** The share of pages before which the device's clock is set, right or wrong. */
  readonly clocks?: number;
}

/** Draws a life of up to two months: visits at any time and around midnight, in three tabs, at times without a network. */
export function drawLife(random: () => number, { clears = 0, keepsDays = days, clocks = 0 }: Trouble): Life {
  const zone = zones[Math.floor(random() * zones.length)] ?? zones[0];
  const acts: Act[] = [];
  let now = start + Math.floor(random() * days * 0.7) * day;
  const wait = (ms: number) => {
    now += Math.floor(ms / minute) * minute;
  };
  while (now < start + days * day && random() < 0.95) {
    if (random() < 0.2) now = midnightAfter(now, zone) - Math.floor(random() * 30) * minute;
    const isOffline = random() < 0.1;
    if (isOffline) acts.push({ at: now, isSettled: true, kind: 'line', isOnline: false });
    const isSideBySide = random() < 0.2;
    const pages = 1 + Math.floor(random() ** 2 * 8);
    for (let page = 0; page < pages; page++) {
      if (random() < clocks) acts.push({ at: now, isSettled: true, kind: 'clock', skewMs: drawSkew(random) });
      const tab = Math.floor(random() * 3);
      const path = paths[Math.floor(random() * paths.length)] ?? '/';
      const ms = random() < 0.3 ? 0 : random() ** 2 * 45 * minute;
      // A view may be on its way into the storage when the next tab is shown, or the page left; no storage takes minutes.
      const isSettled = ms >= minute || (isSideBySide && page === pages - 1) || random() < 0.7;
      acts.push({ at: now, isSettled, kind: 'view', tab, path, isSideBySide });
      wait(ms);
      if (random() < 0.3) {
        acts.push({ at: now, isSettled: true, kind: 'look', tab, isSideBySide });
        wait(random() * 35 * minute);
      }
    }
    acts.push({ at: now, isSettled: true, kind: 'close' });
    const restMs = hour + random() ** 2 * (isOffline ? 6 : 14) * day;
    wait(restMs);
    if (isOffline) acts.push({ at: now, isSettled: true, kind: 'line', isOnline: true });
    if (random() < clears || restMs > keepsDays * day) acts.push({ at: now, isSettled: true, kind: 'clear' });
  }
  return { zone, acts };
}

/** Mostly right again, else minutes, hours or days before or behind. */
function drawSkew(random: () => number): number {
  const unit = [0, 0, minute, hour, day][Math.floor(random() * 5)] ?? 0;
  return Math.floor((random() - 0.5) * 60) * unit;
}

/** The first whole minute of the next day in `zone`. */
function midnightAfter(at: number, zone: string): number {
  const today = dayOf(at, zone);
  let [early, late] = [at, at + 26 * hour];
  while (late - early > minute) {
    const middle = early + Math.floor((late - early) / 2 / minute) * minute;
    if (dayOf(middle, zone) === today) early = middle;
    else late = middle;
  }
  return late;
}
