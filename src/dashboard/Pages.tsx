import { BarTable } from './BarTable.tsx';
import { useDesk } from './desk.ts';
import { takes } from './filters.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { useReport } from './use-report.ts';

const short = 8;

/** The pages, by readers. */
export function Pages() {
  const { say, formats, range, view } = useDesk();
  const reading = useReport('pages', range);
  const rows = reading.report?.rows ?? [];
  return (
    <Panel id="pages" title={say('pages')} why={say('pages.why')} unfiltered={!takes('pages', view.filters)}>
      <Awaited reading={reading} rows={short}>
        {rows.length === 0 ? (
          <Nothing rows={short} />
        ) : (
          <BarTable
            id="pages"
            caption={say('pages')}
            rows={rows}
            title={say('path')}
            field="path"
            value={(row) => row.path ?? ''}
            size={(row) => row.readers}
            short={short}
            columns={[
              { title: say('column.readers'), read: (row) => formats.count(row.readers) },
              { title: say('views'), read: (row) => formats.count(row.views) },
              { title: say('column.exits'), read: (row) => formats.count(row.exits), minor: true },
            ]}
          />
        )}
      </Awaited>
    </Panel>
  );
}
