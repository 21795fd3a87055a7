import type { ReportName, ReportRow } from '../wire/report.ts';
import { BarTable, type BarTableProps } from './BarTable.tsx';
import { isComparable } from './compare.ts';
import { useDesk } from './desk.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import type { Climbed } from './use-climb.ts';
import { useReport } from './use-report.ts';

interface ListProps<N extends ReportName>
  extends Omit<BarTableProps<ReportRow<N>>, 'id' | 'caption' | 'rows' | 'title' | 'before'> {
  readonly report: N;
  readonly reading: Climbed<N>;
  /** Where not every row of the report is listed. */
  readonly rows?: readonly ReportRow<N>[];
  readonly title: string;
  readonly why: string;
  /** What the first column is called. */
  readonly first: string;
  /** Where it is not the page's own. */
  readonly k?: number;
}

/** The panel of a report that is a list: each row with its bar, in the collector's order. */
export function List<N extends ReportName>({
  report,
  reading,
  title,
  why,
  first,
  k,
  rows = reading.report?.rows ?? [],
  ...table
}: ListProps<N>) {
  const { view, range, previous, today } = useDesk();
  // What was before is asked only when what is now is there: that comes first.
  const isCompared =
    view.compare && !reading.wider && reading.report !== null && !reading.stale && isComparable(range, today);
  const earlier = useReport(report, isCompared ? previous : null);
  const before = isCompared && earlier.report && !earlier.stale ? earlier.report.rows : null;
  return (
    <Panel report={report} title={title} why={why} days={reading.wider ?? undefined} isWider={reading.wider !== null}>
      <Awaited reading={reading} rows={table.short}>
        {rows.length === 0 ? (
          <Nothing rows={table.short} {...(k === undefined ? {} : { k })} />
        ) : (
          <BarTable id={report} caption={title} title={first} rows={rows} before={before} {...table} />
        )}
      </Awaited>
    </Panel>
  );
}
