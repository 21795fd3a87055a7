import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepGoing } from '../../src/telemetry/visit.ts';
import type { View } from '../../src/wire/batch.ts';
import { formatWeek, monthOf, dayOf as slowDayOf, weekOf } from '../../src/wire/calendar.ts';
import { storageInMemory } from './shelf.ts';
import { openTab, settled } from './tab.ts';
import { collectorInMemory } from './world.ts';

const zone = 'Asia/Almaty';
const start = Date.parse('2026-11-16T00:00:00+05:00');
/** `SIMULATED_VISITORS=20000` takes minutes; an ordinary run believes fewer. */
const browsers = Number(process.env.SIMULATED_VISITORS ?? 2000);
const days = 61;
const paths = ['/', '/doctors', '/doctors/:slug', '/prices', '/contacts', '/slots'];

const known = new Map<number, number>();
/** Days begin at whole hours: one look into the calendar an hour is enough. */
function dayOf(at: number, zone: string) {
  const hour = Math.floor(at / 3_600_000);
  const day = known.get(hour) ?? slowDayOf(at, zone);
  known.set(hour, day);
  return day;
}

/** The same numbers at every run. */
function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Counts by name. */
function createTally() {
  const counts: Record<string, number> = {};
  const add = (...names: unknown[]) => {
    const name = names.join(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  };
  return { counts, add };
}

interface Recorded {
  readonly at: number;
  readonly path: string | null;
}

/** What a full recording with identifiers says; the other way to count, written without looking at the first. */
function countRecording(recordings: readonly (readonly Recorded[])[]) {
  const { counts, add } = createTally();
  const seen = new Set<string>();
  const unique = (...what: unknown[]) => {
    const key = what.join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    add(...what.slice(1));
  };
  for (const [browser, recording] of recordings.entries()) {
    let firstWeek: number | undefined;
    let last = { at: Number.NEGATIVE_INFINITY, day: -1, path: '', nth: 0 };
    for (const { at, path } of recording) {
      const day = dayOf(at, zone);
      const goesOn = day === last.day && at - last.at < 30 * 60_000;
      if (path === null) {
        if (goesOn) last.at = at;
        continue;
      }
      const nth = goesOn ? last.nth + 1 : 1;
      unique(browser, 'day', day);
      firstWeek ??= weekOf(day);
      unique(browser, 'week', formatWeek(day));
      unique(browser, 'retention', formatWeek(day), weekOf(day) - firstWeek);
      unique(browser, 'month', monthOf(day));
      unique(browser, 'ever');
      add('view', day, path);
      if (nth === 1) {
        if (last.nth === 1) add('bounce', last.day);
        if (last.nth) add('exit', last.path);
        add('visit', day);
        add('entry', day, path);
      } else add('flow', day, last.path, path);
      last = { at, day, path, nth };
    }
    if (last.nth === 1) add('bounce', last.day);
    if (last.nth) add('exit', last.path);
  }
  return counts;
}

/** The same from the views that were sent, which name nobody. */
function countSent(views: readonly (View & { day: number })[]) {
  const { counts, add } = createTally();
  const visits: Record<number, number> = {};
  const exits: Record<string, number> = {};
  for (const { day, path, nth, from, entry, first } of views) {
    add('view', day, path);
    exits[path] = (exits[path] ?? 0) + 1;
    if (from) {
      add('flow', day, from, path);
      exits[from] = (exits[from] ?? 0) - 1;
    }
    if (nth === 1) {
      add('visit', day);
      add('entry', day, entry?.path);
      visits[day] = (visits[day] ?? 0) + 1;
    }
    if (nth === 2) visits[day] = (visits[day] ?? 0) - 1;
    if (first?.day) add('day', day);
    if (first?.week) {
      add('week', formatWeek(day));
      add('retention', formatWeek(day), first.weeksSinceFirst);
    }
    if (first?.month) add('month', monthOf(day));
    if (first?.ever) add('ever');
  }
  for (const [day, bounces] of Object.entries(visits)) if (bounces) counts[`bounce ${day}`] = bounces;
  for (const [path, count] of Object.entries(exits)) if (count) counts[`exit ${path}`] = count;
  return counts;
}

const sorted = (counts: Record<string, number>) => Object.fromEntries(Object.entries(counts).sort());

test(`T-11 T-12: ${browsers} browsers with several tabs over ${days} days are counted exactly as a full recording counts them`, async () => {
  const random = createRandom(20261116);
  const recordings: Recorded[][] = [];
  const sent: (View & { day: number })[] = [];
  for (let browser = 0; browser < browsers; browser++) {
    let now = start + random() * days * 864e5 * 0.7;
    const storage = storageInMemory({ keepsLog: false });
    const recording: Recorded[] = [];
    recordings.push(recording);
    const collector = collectorInMemory();
    const tabs = [0, 1, 2].map(() => openTab(storage.tab(), collector.post, () => now));
    while (now < start + days * 864e5 && random() < 0.94) {
      const pages = 1 + Math.floor(random() ** 3 * 6);
      for (let page = 0; page < pages; page++) {
        const tab = tabs[Math.floor(random() * tabs.length)] ?? assert.fail();
        const path = paths[Math.floor(random() * paths.length)] ?? '/';
        tab.view(path);
        recording.push({ at: now, path });
        // Tabs opened at the same moment wait for one another in the storage, not here.
        if (random() < 0.7) await settled();
        now += random() < 0.2 ? 1 : Math.floor(random() * 40 * 60_000);
        if (random() < 0.3) {
          await settled();
          tab.outbox.record(keepGoing, true);
          recording.push({ at: now, path: null });
          now += Math.floor(random() * 20 * 60_000);
        }
      }
      await settled();
      now += Math.floor(random() ** 2 * 12 * 864e5);
    }
    const viewed = recording.filter((one) => one.path !== null);
    const views = collector.events().flatMap((event) => (event.kind === 'view' ? [event] : []));
    assert.deepEqual(
      views.map(({ path }) => path),
      viewed.map(({ path }) => path),
      'every view arrived once',
    );
    // All were posted at once, so the collector takes the recording's day for theirs.
    views.forEach((view, at) => void sent.push({ ...view, day: dayOf(viewed[at]?.at ?? Number.NaN, zone) }));
  }
  assert.ok(sent.length > 20_000, `${sent.length} are enough to believe it`);
  assert.deepEqual(sorted(countSent(sent)), sorted(countRecording(recordings)));
});
