import type { Dimension, ReportName, ReportRow } from '../wire/report.ts';
import { BarTable } from './BarTable.tsx';
import { useDesk } from './desk.ts';
import { takes } from './filters.ts';
import { fieldName } from './names.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { useReport } from './use-report.ts';

type ListName = Extract<
  ReportName,
  'entries' | 'referrers' | 'browsers' | 'systems' | 'devices' | 'languages' | 'countries'
>;

/** The panel of one dimension of visits: its values, visits and their share of all visits listed. */
export function Values({
  report: name,
  field,
  short,
}: {
  readonly report: ListName;
  readonly field: Dimension;
  readonly short: number;
}) {
  const { say, texts, formats, range, view } = useDesk();
  const reading = useReport(name, range);
  const rows: readonly ReportRow<ListName>[] = reading.report?.rows ?? [];
  const all = rows.reduce((sum, row) => sum + row.visits, 0);
  return (
    <Panel id={name} title={say(name)} why={say(`${name}.why`)} unfiltered={!takes(name, view.filters)}>
      <Awaited reading={reading} rows={short}>
        {rows.length === 0 ? (
          <Nothing rows={short} />
        ) : (
          <BarTable
            id={name}
            caption={say(name)}
            rows={rows}
            title={fieldName(field, texts)}
            field={field}
            value={(row) => row[field] ?? ''}
            size={(row) => row.visits}
            short={short}
            columns={[
              { title: say('visits'), read: (row) => formats.count(row.visits) },
              { title: say('column.share'), read: (row) => (all > 0 ? formats.share(row.visits / all) : '') },
            ]}
          />
        )}
      </Awaited>
    </Panel>
  );
}
