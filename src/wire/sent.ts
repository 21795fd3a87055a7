import type { Batch } from './batch.ts';
import type { TelemetryPurpose } from './purposes.ts';

/**
 * One batch that arrived at the collector, as it was sent: the visitor's own log, for *Your data*.
 *
 * It lies on the visitor's device alone, in the IndexedDB database `kelisim`, store `keyval`, under `telemetry:statistics`,
 * `telemetry:search` and `telemetry:location`, each in its field `sent`: a line of JSON a batch, newest last, the last
 * 60,000 letters, so that the first line may have lost its beginning. It goes with its purpose at a withdrawal. `at` is milliseconds since 1970, when something was measured; what was sent in its place is
 * its age in minutes.
 */
export interface Sent {
  readonly head: Pick<Batch, 'v' | 'id' | 'site' | 'policy'> & {
    readonly purpose: TelemetryPurpose;
    readonly env?: Batch['env'] | undefined;
    readonly dropped?: Batch['dropped'] | undefined;
    readonly signal?: Batch['signal'] | undefined;
  };
  readonly events: readonly { readonly kind: string; readonly at: number; readonly [field: string]: unknown }[];
}
