import { mock } from 'node:test';
import type { Shelf } from '../../../src/telemetry/shelf.ts';
import { keepGoing } from '../../../src/telemetry/visit.ts';
import type { Batch, Dropped, View } from '../../../src/wire/batch.ts';
import { storageInMemory } from '../shelf.ts';
import { openTab, settled } from '../tab.ts';
import type { Act, Life } from './lives.ts';

const minute = 60_000;

/** A view as it arrived, with the instant that the collector makes of its age. */
export interface Arrived {
  readonly view: View;
  readonly at: number;
}

/** What one browser sent in its life. */
export interface Sent {
  readonly views: Arrived[];
  /** What it said it could not deliver, or still holds. */
  readonly dropped: number;
}

/**
 * Lives a life with the code that visitors run: outbox, counting and claims, each tab on the storage of one browser. Only
 * the storage, the network and the clock are made for the test. `arrive` hears of each batch, once, at its instant.
 */
export async function live({ zone, acts }: Life, arrive?: (batch: Batch, at: number) => void): Promise<Sent> {
  let storage = storageInMemory({ keepsLog: false });
  let now = 0;
  let skew = 0;
  let isOnline = true;
  const accepted = new Map<string, { batch: Batch; at: number }>();
  const post = async (body: string) => {
    if (!isOnline) return { status: 0 };
    const batch = JSON.parse(body) as Batch;
    if (!accepted.has(batch.id)) {
      accepted.set(batch.id, { batch, at: now });
      arrive?.(batch, now);
    }
    return { status: 204 };
  };
  const open = () => openTab(storage.tab(), post, () => now + skew, undefined, zone);
  let tabs = new Map<number, ReturnType<typeof open>>();
  const tabOf = (number: number) => {
    const tab = tabs.get(number) ?? open();
    tabs.set(number, tab);
    return tab;
  };
  /** A tab that is shown hides the others of its window. */
  const show = (tab: number, isSideBySide: boolean) => {
    if (!isSideBySide) for (const [number, { outbox }] of tabs) if (number !== tab) outbox.hide();
  };
  const does: { [K in Act['kind']]: (act: Extract<Act, { kind: K }>) => void } = {
    view({ tab, path, isSideBySide }) {
      show(tab, isSideBySide);
      tabOf(tab).view(path);
    },
    look({ tab, isSideBySide }) {
      show(tab, isSideBySide);
      tabOf(tab).outbox.record(keepGoing, true);
    },
    close() {
      for (const { outbox } of tabs.values()) outbox.hide();
      tabs = new Map();
    },
    clear() {
      tabs = new Map();
      storage = storageInMemory({ keepsLog: false });
    },
    clock: ({ skewMs }) => {
      skew = skewMs;
    },
    line(act) {
      isOnline = act.isOnline;
      if (isOnline) open().outbox.drain();
    },
  };
  for (const act of acts) {
    now = act.at;
    (does[act.kind] as (act: Act) => void)(act);
    // Tabs opened at the same moment wait for one another in the storage, not here.
    if (act.isSettled) await pause();
  }
  // The last visit of all brings what still lay there.
  isOnline = true;
  for (let round = 0; round < 3; round++) {
    await settled();
    now += minute;
    const last = open();
    last.outbox.drain();
    await pause();
  }
  await settled();
  const all = [...accepted.values()];
  const left = await leftOf(storage.tab());
  return {
    views: all.flatMap(({ batch, at }) =>
      batch.events.flatMap((event) =>
        event.kind === 'view' ? [{ view: event, at: at - event.ageMinutes * minute }] : [],
      ),
    ),
    dropped: all.reduce((sum, { batch }) => sum + count(batch.dropped), left),
  };
}

/** A page that is left open: after three seconds what has arrived is taken out of the storage. */
async function pause() {
  await settled();
  mock.timers.tick(3000);
  await settled();
}

const count = (dropped: Dropped = {}) => Object.values(dropped).reduce((sum, number) => sum + number, 0);

/** What was dropped and no batch has told yet, and what still waits for the hour that a wrong clock has set. */
const leftOf = (shelf: Shelf) =>
  shelf.change('statistics', ({ dropped, outbox }) =>
    outbox.reduce((sum, { events }) => sum + events.filter(({ kind }) => kind === 'view').length, count(dropped)),
  );
