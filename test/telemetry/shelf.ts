import { type Kept, nothingKept, type Waiting } from '../../src/telemetry/kept.ts';
import type { Shelf } from '../../src/telemetry/shelf.ts';
import type { TelemetryPurpose } from '../../src/wire/purposes.ts';

/** A browser's storage in memory, for several tabs: copies go in and out, one change after the other. */
export function storageInMemory({ keepsLog = true } = {}) {
  const stored = new Map<TelemetryPurpose, string>();
  const notes = new Map<
    TelemetryPurpose,
    {
      counted: Pick<Kept, 'made' | 'madeIn' | 'visit' | 'day' | 'week' | 'period'>;
      waiting: Waiting[];
      arrived: Waiting[];
    }[]
  >();
  const tab = (): Shelf => {
    const seen = new Map<TelemetryPurpose, Kept>();
    return {
      async change(purpose, work) {
        await null;
        const text = stored.get(purpose);
        const kept: Kept = text ? JSON.parse(text) : nothingKept();
        kept.arrived.push(...(seen.get(purpose)?.arrived ?? []));
        for (const { counted, waiting, arrived } of notes.get(purpose) ?? []) {
          const { made, ...rest } = counted;
          if ((kept.visit?.at ?? 0) <= (rest.visit?.at ?? 0)) {
            if (kept.madeIn !== rest.madeIn) kept.made = {};
            Object.assign(kept, rest);
          }
          if (kept.madeIn === rest.madeIn) Object.assign(kept.made, made);
          kept.outbox.push(...waiting);
          kept.arrived.push(...arrived);
        }
        notes.delete(purpose);
        const answer = work(kept);
        if (!keepsLog) kept.sent = '';
        stored.set(purpose, JSON.stringify(kept));
        seen.set(purpose, kept);
        return answer;
      },
      async note(purpose, waiting) {
        const kept = seen.get(purpose) ?? nothingKept();
        const { made, madeIn, visit, day, week, period, arrived } = kept;
        kept.arrived = [];
        const note = JSON.parse(
          JSON.stringify({ counted: { made, madeIn, visit, day, week, period }, waiting, arrived }),
        );
        await null;
        notes.set(purpose, [...(notes.get(purpose) ?? []), note]);
      },
      async erase(purpose) {
        seen.delete(purpose);
        notes.delete(purpose);
        await null;
        stored.delete(purpose);
      },
      async look() {
        await null;
        return [...stored.keys(), ...notes.keys()].join();
      },
      lastSeen(purpose) {
        const kept = seen.get(purpose) ?? { ...nothingKept(), lasting: false };
        seen.set(purpose, kept);
        return kept;
      },
    };
  };
  const read = (purpose: TelemetryPurpose): Kept | null => JSON.parse(stored.get(purpose) ?? 'null');
  return { tab, read };
}
