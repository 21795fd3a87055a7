import type { Dimension, ReportName, ReportRow } from '../wire/report.ts';
import { useDesk } from './desk.ts';
import { List } from './List.tsx';
import { fieldName, nothing } from './names.ts';
import { type Climbed, useClimb } from './use-climb.ts';

type ListName = Extract<
  ReportName,
  'entries' | 'referrers' | 'campaigns' | 'browsers' | 'systems' | 'devices' | 'languages' | 'countries'
>;

interface ValuesProps {
  readonly report: ListName;
  readonly field: Dimension;
  readonly short: number;
}

/** The panel of one dimension of visits, with its own question. */
export function Values(props: ValuesProps) {
  const { range } = useDesk();
  return <ValueList {...props} reading={useClimb(props.report, range)} />;
}

/** One dimension of visits: its values, visits and their share of all visits listed. */
export function ValueList({ report, field, short, reading }: ValuesProps & { readonly reading: Climbed<ListName> }) {
  const { say, texts, formats } = useDesk();
  const every: readonly ReportRow<ListName>[] = reading.report?.rows ?? [];
  const all = every.reduce((sum, row) => sum + row.visits, 0);
  return (
    <List
      {...{ report, reading, field, short }}
      rows={report === 'campaigns' ? campaignsIn(every) : every}
      title={say(report)}
      why={say(`${report}.why`)}
      first={fieldName(field, texts)}
      value={(row) => row[field] ?? ''}
      size={(row) => row.visits}
      columns={[
        { title: say('visits'), read: (row) => formats.count(row.visits) },
        { title: say('column.share'), read: (row) => (all > 0 ? formats.share(row.visits / all) : '') },
      ]}
    />
  );
}

/** Visits without a campaign are most visits and no campaign: they count in the shares but are not listed. */
export function campaignsIn<Row extends { readonly campaign?: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ campaign }) => campaign !== nothing);
}
