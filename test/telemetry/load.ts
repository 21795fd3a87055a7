import type { LoadChunk, TelemetryChunks } from '../../src/telemetry/chunks.ts';

const chunks: { [N in keyof TelemetryChunks]: () => Promise<TelemetryChunks[N]> } = {
  vitals: () => import('../../src/telemetry/vitals.ts'),
  extras: () => import('../../src/telemetry/extras.ts'),
  vocabulary: () => import('../../src/telemetry/vocabulary.ts'),
  place: () => import('../../src/telemetry/place.ts'),
};

/** Fetches what telemetry asks for, as it lies in `src/`. */
export const loadChunk: LoadChunk = (name) => chunks[name]();

/** The same for a page that is not to be disturbed by metrics: they cannot be had. */
export const loadWithoutVitals: LoadChunk = (name) =>
  name === 'vitals' ? Promise.reject(new Error('not here')) : loadChunk(name);
