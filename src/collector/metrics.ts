/** What monitoring may know of the collector: sums over all sites, by nothing of a visitor's. Source: requirements K-21. */
export interface Metrics {
  /** A post was acknowledged. */
  accepted(): void;
  /** A post was refused; `reason` is a refusal's name, or `bot`, `prefetch`, `spam`. */
  refused(reason: string): void;
  /** A batch came to rest on disk after so many milliseconds. */
  committed(milliseconds: number): void;
  /** Everything as it stood when the current minute began. */
  read(): MetricsReading;
}

export interface MetricsReading {
  readonly accepted: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly commits: number;
  readonly commitSeconds: number;
  /** Seconds that this share of the last whole minute's commits did not exceed; NaN where there were none. */
  commitQuantile(share: number): number;
}

interface Sums {
  accepted: number;
  refused: Map<string, number>;
  commits: number;
  commitSeconds: number;
}

/** Commits of the minute by duration: bucket n ends at 0.1 ms × 1.1ⁿ, so a quantile is at most 10 % too high. */
const firstBucketMs = 0.1;
const bucketGrowth = 1.1;
const bucketCount = 160;

/**
 * Sums in memory. They step once a minute, for whoever reads each second would else see every single visitor come.
 */
export function createMetrics(now: () => number = Date.now): Metrics {
  const sums: Sums = { accepted: 0, refused: new Map(), commits: 0, commitSeconds: 0 };
  let durations = new Uint32Array(bucketCount);
  let shown = reading(sums, new Uint32Array(bucketCount));
  let minute = minuteOf(now());

  /** Called before every change, so that what is shown is how things stood at the minute's beginning. */
  const step = () => {
    const current = minuteOf(now());
    if (current === minute) return;
    shown = reading(sums, current === minute + 1 ? durations : new Uint32Array(bucketCount));
    durations = new Uint32Array(bucketCount);
    minute = current;
  };
  return {
    accepted() {
      step();
      sums.accepted += 1;
    },
    refused(reason) {
      step();
      sums.refused.set(reason, (sums.refused.get(reason) ?? 0) + 1);
    },
    committed(milliseconds) {
      step();
      sums.commits += 1;
      sums.commitSeconds += milliseconds / 1000;
      const bucket = Math.ceil(
        Math.log(Math.max(firstBucketMs, milliseconds) / firstBucketMs) / Math.log(bucketGrowth),
      );
      const at = Math.min(bucketCount - 1, bucket);
      durations[at] = (durations[at] ?? 0) + 1;
    },
    read() {
      step();
      return shown;
    },
  };
}

function minuteOf(at: number): number {
  return Math.floor(at / 60_000);
}

function reading(sums: Sums, durations: Uint32Array): MetricsReading {
  return {
    ...sums,
    refused: new Map(sums.refused),
    commitQuantile(share) {
      const wanted = durations.reduce((sum, count) => sum + count, 0) * share;
      if (wanted === 0) return Number.NaN;
      let passed = 0;
      const bucket = durations.findIndex((count) => {
        passed += count;
        return passed >= wanted;
      });
      return (firstBucketMs * bucketGrowth ** bucket) / 1000;
    },
  };
}
