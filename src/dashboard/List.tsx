import type { ReportName, ReportRow } from '../wire/report.ts';
import { BarTable, type BarTableProps } from './BarTable.tsx';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import type { Reading } from './use-report.ts';

interface ListProps<N extends ReportName>
  extends Omit<BarTableProps<ReportRow<N>>, 'id' | 'caption' | 'rows' | 'title'> {
  readonly report: N;
  readonly reading: Reading<N>;
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
  return (
    <Panel report={report} title={title} why={why}>
      <Awaited reading={reading} rows={table.short}>
        {rows.length === 0 ? (
          <Nothing rows={table.short} {...(k === undefined ? {} : { k })} />
        ) : (
          <BarTable id={report} caption={title} title={first} rows={rows} {...table} />
        )}
      </Awaited>
    </Panel>
  );
}
