import { randomInt } from 'node:crypto';

/** A secret threshold, even over {from, …, to}, from a cryptographic generator. Both are integers, `to` not below `from`. */
export function drawThreshold(from: number, to: number): number {
  return randomInt(from, to + 1);
}

/** Whether a cell that may open waits for the next release instead: once in eight. Why: carry.ts. */
export function drawDelay(): boolean {
  return randomInt(8) === 0;
}

/**
 * The part of a measure that goes along when k of u contributions are published: x·k/u, made whole by random rounding.
 *
 * Its expected value is exactly x·k/u and it is never above x. All integers, 0 < k ≤ u, x·k below 2^53.
 */
export function drawShare(x: number, k: number, u: number): number {
  const product = x * k;
  const rest = product % u;
  const whole = (product - rest) / u;
  return rest > 0 && randomInt(u) < rest ? whole + 1 : whole;
}
