import { drawShare, drawThreshold } from './draw.ts';

/** What waits in one cell. */
export interface Waiting {
  /** Contributions. */
  u: number;
  /** Measures, whole numbers of 0 and more. */
  readonly x: number[];
  /** The secret threshold; 0: not drawn yet. */
  tau: number;
}

/** How a cell is released: `k` contributions at a time, thresholds even over {k, …, widest}. */
export interface Step {
  readonly k: number;
  readonly widest: number;
}

/** Whether a cell has reached its secret threshold, which is drawn when k have come: before that it decides nothing. */
export function isReached(cell: Waiting, step: Step): boolean {
  if (cell.u < step.k) return false;
  if (cell.tau === 0) cell.tau = drawThreshold(step.k, step.widest);
  return cell.u >= cell.tau;
}

/**
 * The carried release of one cell (K-09): while u ≥ τ, k contributions go out and a new τ is drawn; of each measure x the
 * share x·k/u goes with them, made whole by a random rounding. What stays is carried to the next release; what went out
 * is what the cell lacks afterwards.
 *
 * Why it holds, in short:
 * - *Nothing is lost.* A step takes k from u and a whole share, 0 ≤ share ≤ x, from each x; the caller publishes exactly
 *   the difference. So published + waiting never changes but by what comes in.
 * - *k.* Every step publishes exactly k contributions, so a sum of rows is a multiple of k, and one that is not 0 is at
 *   least k.
 * - *What waits stays secret.* Below k nothing depends on u at all: 0, 1, …, k − 1 look alike whatever else is known. From
 *   k on, a cell that has not opened says only u < τ, with τ drawn apart from everything and even over k values (or, for
 *   searches, over half of k and one more); one that has just opened at u = τ leaves u − k, even over as many. So who knows
 *   when it opened, and every other sum, still has k equally likely numbers for what is left, and an attacker who brings
 *   contributions of his own to find out cannot tell how many others had to be there.
 * - *Right on average.* The expected share is exactly x·k/u, so the measures published so far are, in expectation, in the
 *   proportion of the contributions published so far; with all contributions out (u = k) everything that is left goes.
 *
 * The price, measured on one core of a small server (`npm run bench:collector`): a cell takes about 250 bytes and 8 more
 * for each measure; a release asks every cell (0.1 µs each); a step costs one or two random numbers and one for each
 * measure that is not 0 (1 µs). Counting an event does not know of it. Deferring to the design: DESIGN.md, "a fixed
 * lattice of counters, released k at a time".
 */
export function carry(cell: Waiting, step: Step): void {
  while (isReached(cell, step)) {
    for (const [at, amount] of cell.x.entries())
      if (amount > 0) cell.x[at] = amount - drawShare(amount, step.k, cell.u);
    cell.u -= step.k;
    cell.tau = drawThreshold(step.k, step.widest);
  }
}
