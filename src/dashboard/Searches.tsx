import { BarTable } from './BarTable.tsx';
import { useDesk } from './desk.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { useReport } from './use-report.ts';

const short = 8;

/** What is searched for on the site, or searched for in vain. */
export function Searches({
  report: name,
  k,
}: {
  readonly report: 'searches' | 'searches-without-results';
  readonly k: number;
}) {
  const { say, formats, range, view } = useDesk();
  const reading = useReport(name, range);
  const rows = reading.report?.rows ?? [];
  return (
    <Panel
      id={name}
      title={say(name)}
      why={say(`${name}.why`, { k: formats.count(k) })}
      unfiltered={view.filters.length > 0}
    >
      <Awaited reading={reading} rows={short}>
        {rows.length === 0 ? (
          <Nothing rows={short} k={k} />
        ) : (
          <BarTable
            id={name}
            caption={say(name)}
            rows={rows}
            title={say('column.words')}
            field={null}
            value={(row) => row.words ?? row.term ?? ''}
            size={(row) => row.browsers}
            short={short}
            columns={[{ title: say('column.browsers'), read: (row) => formats.count(row.browsers) }]}
          />
        )}
      </Awaited>
    </Panel>
  );
}
