/** Lets requests of one network through at a steady rate; answers how many seconds to wait, 0 to go on. */
export type Limit = (prefix: string) => number;

export interface Rate {
  /** Requests a second in the long run. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

/**
 * Posts of one network: a mobile operator's /24 may carry 2,000 visitors with ten views a minute each (333 a second,
 * K-14), so the steady rate is three times that.
 */
export const usualRate: Rate = { perSecond: 1000, burst: 10_000 };

/** Networks remembered at most; the oldest is forgotten first, so that made-up addresses cannot fill the memory. */
const maxNetworks = 50_000;

/** A token bucket a network prefix, in memory. */
export function createLimit({ perSecond, burst, now = Date.now }: Rate & { readonly now?: () => number }): Limit {
  const buckets = new Map<string, { left: number; at: number }>();
  return (prefix) => {
    const at = now();
    const known = buckets.get(prefix);
    // A clock that was set back must not take away what was left.
    const left = known ? Math.min(burst, known.left + (Math.max(0, at - known.at) / 1000) * perSecond) : burst;
    buckets.delete(prefix);
    if (buckets.size >= maxNetworks)
      for (const oldest of [...buckets.keys()].slice(0, maxNetworks / 10)) buckets.delete(oldest);
    buckets.set(prefix, { left: Math.max(0, left - 1), at });
    return left >= 1 ? 0 : Math.ceil((1 - left) / perSecond);
  };
}

/** Slows a network down after failed sign-ins: each failure beyond the fifth doubles the wait, to a minute at most. */
export interface FailureBrake {
  /** Seconds to wait before the next try; 0: try. */
  waitSeconds(prefix: string): number;
  failed(prefix: string): void;
  succeeded(prefix: string): void;
}

/** The brake in memory. Source: requirements K-17. */
export function createFailureBrake(now: () => number = Date.now): FailureBrake {
  const failures = new Map<string, { count: number; until: number }>();
  return {
    waitSeconds: (prefix) => Math.max(0, Math.ceil(((failures.get(prefix)?.until ?? 0) - now()) / 1000)),
    failed(prefix) {
      const count = (failures.get(prefix)?.count ?? 0) + 1;
      failures.delete(prefix);
      if (failures.size >= maxNetworks)
        for (const oldest of [...failures.keys()].slice(0, maxNetworks / 10)) failures.delete(oldest);
      failures.set(prefix, { count, until: count < 5 ? 0 : now() + Math.min(60, 2 ** (count - 5)) * 1000 });
    },
    succeeded: (prefix) => void failures.delete(prefix),
  };
}
