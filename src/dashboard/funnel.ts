import type { ReportRow } from '../wire/report.ts';

type Row = ReportRow<'funnels'>;

/** One funnel with its steps in order. */
export interface Funnel {
  readonly name: string;
  readonly steps: readonly Step[];
}

interface Step {
  readonly step: number;
  readonly browsers: number;
  /** Shares in [0, 1]; null where what they are a share of has not been released. */
  readonly ofFirst: number | null;
  readonly ofBefore: number | null;
}

/**
 * Puts the rows of a report together to funnels, in the collector's order.
 *
 * Steps are released apart from each other, so a later one may run ahead of an earlier one by a few k: a share never
 * passes 1. A step that is missing was below k.
 */
export function funnelsOf(rows: readonly Row[]): readonly Funnel[] {
  const counts = new Map<string, Map<number, number>>();
  for (const { funnel, step, browsers } of rows)
    counts.set(funnel, (counts.get(funnel) ?? new Map<number, number>()).set(step, browsers));
  return [...counts].map(([name, steps]) => ({
    name,
    steps: [...steps].map(([step, browsers]) => ({
      step,
      browsers,
      ofFirst: shareOf(browsers, steps.get(1)),
      ofBefore: step === 1 ? null : shareOf(browsers, steps.get(step - 1)),
    })),
  }));
}

function shareOf(part: number, whole: number | undefined): number | null {
  return whole ? Math.min(1, part / whole) : null;
}
