/** What is fetched beside views and delivery, each where it is needed: vitals when the browser is idle. */
export interface TelemetryChunks {
  vitals: typeof import('./vitals.ts');
  extras: typeof import('./extras.ts');
  vocabulary: typeof import('./vocabulary.ts');
  place: typeof import('./place.ts');
}

/** Fetches one of them; rejects where it cannot be had. */
export type LoadChunk = <N extends keyof TelemetryChunks>(name: N) => Promise<TelemetryChunks[N]>;
