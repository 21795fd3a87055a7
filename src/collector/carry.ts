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

/**
 * The step of all that is not searched for: thresholds even over {k, …, 2k + 1}. DESIGN.md has 2k − 1; R-02 needs that the
 * most that can wait, 2k, is a multiple of k: see `carry`.
 */
export function stepOf(k: number): Step {
  return { k, widest: 2 * k + 1 };
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
 * - *What waits stays secret.* Below k nothing depends on u: 0, 1, …, k − 1 look alike whatever else is known. A cell that
 *   opened says u ≥ τ and one that did not says u < τ, with each τ drawn apart from everything and even over k + 2 values
 *   (of searches, over half of k and one more). Where contributions come one by one, what is left at an opening is u − k, and
 *   so even over as many numbers; who brings contributions of his own to find out cannot tell how many others had to be
 *   there.
 * - *Right on average.* The expected share is exactly x·k/u, so published measures are, in expectation, in the proportion
 *   of the contributions published; with the last contribution (u = k) everything that is left goes.
 * - *All that can be known is a multiple of k* (R-02; not of searches). A cell that shows R counts R to R + 2k, both
 *   multiples of k. The same visitors may be counted by any number of cells, tables, margins and totals: whoever adds and
 *   subtracts what all of them show gets multiples of k again, the extremes of such sums being whole ones wherever the
 *   cells make a table with margins, a network. So a cell of 1 to k − 1 can be none and can be k, however many
 *   copies of it and its neighbours there are. With thresholds up to 2k − 1, two copies a step apart left k − 1 numbers,
 *   and sums of them fewer: measured, of one cell in eight. Where three dimensions cross, an extreme may be half of such a
 *   sum; test/collector/attack looks for cells that this cuts short.
 * - *An opening does not tell that anybody came.* Each that may be is put off to the next release once in eight times, as
 *   long as no more than 2k wait. Otherwise a cell that opened, and did not the time before, would have grown by at least
 *   one, and such ones add up to bounds that are no multiples of k.
 * - *Never past the margin.* Where `room` says that the parts of a margin would show more than the margin does, a cell
 *   waits, at most up to the widest threshold: so nothing that DESIGN.md says of one cell changes (margins.ts).
 *
 * The price, in processor time and memory of Node 20 on a small server: a cell of any table takes 230 bytes and 10 for
 * each measure; a step with seven measures takes 0.7 µs; counting a contribution takes 20 ns and knows nothing of it.
 * Source: DESIGN.md, "a fixed lattice of counters, released k at a time".
 */
export function carry(cell: Waiting, step: Step, room = Number.POSITIVE_INFINITY): void {
  for (let left = room; isReached(cell, step); left -= step.k) {
    if (left < step.k && cell.u < step.widest) return;
    take(cell, step);
  }
}

/**
 * The release of a cell that counts the same contributions as another, of which `waiting` are left: what that one has
 * published. Thresholds of its own would tell more of the same number.
 */
export function follow(cell: Waiting, step: Step, waiting: number): void {
  while (cell.u - step.k >= waiting) take(cell, step);
}

function take(cell: Waiting, step: Step): void {
  for (const [at, amount] of cell.x.entries()) if (amount > 0) cell.x[at] = amount - drawShare(amount, step.k, cell.u);
  cell.u -= step.k;
  cell.tau = drawThreshold(step.k, step.widest);
}
