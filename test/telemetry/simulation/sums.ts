import { dayOf, formatWeek, monthOf, parseDay, periodOf, weekOf } from '../../../src/wire/calendar.ts';
import type { Sent } from './browser.ts';
import type { Life } from './lives.ts';

/** Numbers by name. A name's first word is what was counted. */
export type Sums = Record<string, number>;

/** Counts by name; what comes to nothing is left out. */
function createTally() {
  const sums: Sums = {};
  const add = (number: number, ...names: unknown[]) => {
    const name = names.join(' ');
    sums[name] = (sums[name] ?? 0) + number;
    if (!sums[name]) delete sums[name];
  };
  return { sums, add };
}

/** What a full recording with identifiers says; the other way to count, written without looking at the first. */
export function countRecording(lives: readonly Life[]): Sums {
  const { sums, add } = createTally();
  const seen = new Set<string>();
  const unique = (browser: number, ...what: unknown[]) => {
    const key = `${browser} ${what.join(' ')}`;
    if (!seen.has(key)) add(1, ...what);
    seen.add(key);
  };
  for (const [browser, { zone, acts }] of lives.entries()) {
    let firstWeek: number | undefined;
    let last = { at: Number.NEGATIVE_INFINITY, day: -1, path: '', nth: 0 };
    const end = () => {
      if (last.nth === 1) add(1, 'bounce', zone, last.day);
      if (last.nth) add(1, 'exit', zone, last.path);
    };
    for (const act of acts) {
      if (act.kind !== 'view' && act.kind !== 'look') continue;
      const { at } = act;
      const day = dayOf(at, zone);
      const goesOn = day === last.day && at - last.at < 30 * 60_000;
      if (act.kind === 'look') {
        if (goesOn) last.at = at;
        continue;
      }
      const { path } = act;
      const nth = goesOn ? last.nth + 1 : 1;
      firstWeek ??= weekOf(day);
      unique(browser, 'visitor-day', zone, day);
      unique(browser, 'visitor-week', zone, formatWeek(day));
      unique(browser, 'visitor-month', zone, monthOf(day));
      unique(browser, 'visitor-ever', zone);
      const weeks = weekOf(day) - firstWeek;
      unique(browser, weeks ? 'returned' : 'began', zone, formatWeek(day), weeks);
      unique(browser, 'reader-day', zone, day, path);
      unique(browser, 'reader-period', zone, periodOf(day), path);
      add(1, 'view', zone, day, path);
      if (nth === 1) {
        end();
        add(1, 'visit', zone, day);
        add(1, 'entry', zone, day, path);
      } else add(1, 'flow', zone, day, last.path, path);
      last = { at, day, path, nth };
    }
    end();
  }
  return sums;
}

/** The same from the views that were sent, which name nobody: sums, and differences of sums. */
export function countSent(all: readonly (Sent & { readonly zone: string })[]): Sums {
  const { sums, add } = createTally();
  for (const { zone, views } of all)
    for (const { view, at } of views) {
      const { path, nth, from, entry, first } = view;
      const day = dayOf(at, zone);
      add(1, 'view', zone, day, path);
      add(1, 'exit', zone, path);
      if (view.new) add(1, 'reader-day', zone, day, path);
      if (view.new === 'period') add(1, 'reader-period', zone, periodOf(day), path);
      if (from) {
        add(1, 'flow', zone, day, from, path);
        add(-1, 'exit', zone, from);
      }
      if (nth === 1) {
        add(1, 'visit', zone, day);
        add(1, 'entry', zone, day, entry?.path);
        add(1, 'bounce', zone, day);
      }
      if (nth === 2) add(-1, 'bounce', zone, day);
      // The collector believes a device's date within a day.
      if (!first || Math.abs(parseDay(first.on) - day) > 1) continue;
      if (first.day) add(1, 'visitor-day', zone, day);
      if (first.week) add(1, 'visitor-week', zone, formatWeek(day));
      if (first.month) add(1, 'visitor-month', zone, monthOf(day));
      if (first.ever) add(1, 'visitor-ever', zone);
      const { week, weeksSinceFirst: weeks } = first;
      if (week) add(1, weeks ? 'returned' : 'began', zone, formatWeek(day), weeks);
    }
  return sums;
}

/** What was counted, in all: `{ visit: 12, … }`. */
export function totals(sums: Sums): Sums {
  const { sums: all, add } = createTally();
  for (const [name, number] of Object.entries(sums)) add(number, name.split(' ')[0]);
  return all;
}
