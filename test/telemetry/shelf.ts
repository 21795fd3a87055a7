import { type Kept, nothingKept } from '../../src/telemetry/kept.ts';
import type { Shelf } from '../../src/telemetry/shelf.ts';
import type { TelemetryPurpose } from '../../src/wire/purposes.ts';

/** A browser's storage in memory, for several tabs: copies go in and out, one change after the other. */
export function storageInMemory({ keepsLog = true, hasLocks = true } = {}) {
  let isHeld = false;
  const stored = new Map<TelemetryPurpose, string>();
  const tab = (): Shelf => {
    const seen = new Map<TelemetryPurpose, Kept>();
    return {
      async change(purpose, work) {
        await null;
        const text = stored.get(purpose);
        const kept: Kept = text ? JSON.parse(text) : nothingKept();
        const answer = work(kept);
        if (!keepsLog) kept.sent = [];
        stored.set(purpose, JSON.stringify(kept));
        seen.set(purpose, kept);
        return answer;
      },
      async alone(work) {
        if (hasLocks && isHeld) return;
        isHeld = true;
        await work();
        isHeld = false;
      },
      async erase(purpose) {
        seen.delete(purpose);
        await null;
        stored.delete(purpose);
      },
      lastSeen: (purpose) => seen.get(purpose) ?? { ...nothingKept(), lasting: false },
    };
  };
  const read = (purpose: TelemetryPurpose): Kept | null => JSON.parse(stored.get(purpose) ?? 'null');
  return { tab, read };
}
