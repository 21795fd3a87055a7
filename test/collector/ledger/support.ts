import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import type { Admitted, Fact, Surroundings } from '../../../src/collector/fact.ts';
import { type Ledger, type LedgerSettings, openLedger } from '../../../src/collector/ledger.ts';
import { createEngine } from '../../../src/collector/stores/engine.ts';
import { dayOf, hourOf } from '../../../src/wire/calendar.ts';

export const site = 'clinic.kz';
export const zone = 'Asia/Almaty';
/** Sunday 2026-11-22, 12:30 in Almaty. */
export const noon = Date.UTC(2026, 10, 22, 7, 30);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const nothing = { routes: [], events: [], goals: [], funnels: [], places: [], terms: [] };

/** A folder that goes with the test. */
export async function temporaryFolder(t: TestContext, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'kelisim-ledger-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that stands where it is put. */
export function createClock(at = noon) {
  return {
    at,
    now() {
      return this.at;
    },
  };
}

/** One DuckDB for all ledgers of a test file. */
export const engine = createEngine();
after(() => engine.close());

export function settingsFor(folder: string, more: Partial<LedgerSettings> = {}): LedgerSettings {
  return {
    folder,
    sites: { [site]: { zone, declared: nothing } },
    k: 10,
    searchK: 20,
    searchDays: 2,
    releaseSeconds: 3600,
    runFolder: null,
    timer: false,
    now: () => noon,
    engine,
    ...more,
  };
}

/** A ledger in a folder of its own, closed after the test. */
export async function openFor(t: TestContext, more: Partial<LedgerSettings> = {}): Promise<Ledger> {
  const ledger = await openLedger(settingsFor(more.folder ?? (await temporaryFolder(t)), more));
  t.after(() => ledger.close());
  return ledger;
}

export const surroundings: Surroundings = {
  browser: 'Firefox',
  system: 'Windows',
  device: 'computer',
  language: 'ru',
  country: 'KZ',
};

/** Making a formatter costs more than a batch, and tests make the same few instants. */
const known = new Map<number, { readonly day: number; readonly hour: number }>();
function momentAt(at: number) {
  const moment = known.get(at) ?? { day: dayOf(at, zone), hour: hourOf(at, zone) };
  known.set(at, moment);
  return moment;
}

/** A fact as `anonymise` would make it, at the instant `at`. */
export function factOf(measurement: Readonly<Record<string, unknown>>, at = noon): Fact {
  return { ...momentAt(at), ...measurement } as unknown as Fact;
}

export function batchOf(facts: readonly Fact[], more: Partial<Admitted> = {}, at = noon): Admitted {
  return {
    id: randomBytes(17).toString('base64url').slice(0, 22),
    site,
    day: momentAt(at).day,
    bucket: null,
    surroundings,
    facts,
    dropped: {},
    ...more,
  };
}

/** The first view of a new browser: every flag is true. */
export function firstView(path = '/', at = noon, more: Readonly<Record<string, unknown>> = {}): Fact {
  return factOf(
    {
      kind: 'view',
      path,
      new: 'period',
      nth: 1,
      entry: { path, referrer: 'google.com' },
      first: { day: true, week: true, month: true, ever: true, period: true, weeksSinceFirst: 0 },
      ...more,
    },
    at,
  );
}
