import { useCallback } from 'preact/hooks';
import type { ReportRow } from '../wire/report.ts';
import { Chart } from './Chart.tsx';
import { useDesk } from './desk.ts';
import { drawHours } from './draw-hours.ts';
import { Awaited, Panel } from './Panel.tsx';
import type { Climbed } from './use-climb.ts';

type Row = ReportRow<'hours'>;

const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** At which hour of which weekday visitors come: a map, and its figures. */
export function Hours({ reading }: { readonly reading: Climbed<'hours'> }) {
  const { say, formats, k } = useDesk();
  const rows: readonly Row[] = reading.report?.rows ?? [];
  const place = ({ weekday, hour }: Row) => `${formats.weekday(weekday)}, ${formats.hour(hour)}`;
  const draw = useCallback(
    (widthPx: number) =>
      drawHours({
        rows,
        widthPx,
        heightPx: 216,
        weekday: formats.weekday,
        describe: (row) => `${place(row)}: ${formats.count(row.visitors)}`,
      }),
    [reading.report, formats],
  );
  const most = rows.reduce<Row | null>((best, row) => (row.visitors > (best?.visitors ?? 0) ? row : best), null);
  const label = most ? say('hours.summary', { max: formats.count(most.visitors), at: place(most) }) : say('hours');
  return (
    <Panel
      report="hours"
      days={reading.wider ?? undefined}
      isWider={reading.wider !== null}
      title={say('hours')}
      why={say('hours.why', { k: formats.count(k) })}
    >
      <Awaited reading={reading} rows={6}>
        <Chart kind="map" draw={draw} label={label} />
        <HoursTable rows={rows} />
      </Awaited>
    </Panel>
  );
}

function HoursTable({ rows }: { readonly rows: readonly Row[] }) {
  const { say, formats } = useDesk();
  const visitors = new Map(rows.map((row) => [`${row.weekday} ${row.hour}`, row.visitors]));
  const hours = [...new Set(rows.map(({ hour }) => hour))].sort((a, b) => a - b);
  return (
    <details class="figures-table">
      <summary class="opener">{say('hours.table')}</summary>
      <table class="plain hours">
        <caption class="unseen">{say('hours')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('column.hour')}</th>
            {weekdays.map((weekday) => (
              <th scope="col" class="number" key={weekday}>
                {formats.weekday(weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour}>
              <th scope="row">{formats.hour(hour)}</th>
              {weekdays.map((weekday) => {
                const count = visitors.get(`${weekday} ${hour}`);
                return (
                  <td class="number" key={weekday}>
                    {count === undefined ? '–' : formats.count(count)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
