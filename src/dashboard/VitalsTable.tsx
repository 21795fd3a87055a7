import { useDesk } from './desk.ts';
import { metrics } from './rating.ts';
import type { Trend } from './use-trend.ts';

/** The p75 of every metric in every step, for who cannot see the lines. */
export function VitalsTable({ trend }: { readonly trend: Trend<'vitals'> }) {
  const { say, formats } = useDesk();
  const values = new Map(trend.rows.map((row) => [`${row.at} ${row.metric}`, row.p75]));
  return (
    <details class="figures-table">
      <summary class="opener">{say('trend.table')}</summary>
      <table class="plain">
        <caption class="unseen">
          {say('vitals')}, {say('column.p75')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{say('column.at')}</th>
            {metrics.map((metric) => (
              <th scope="col" class="number" key={metric}>
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trend.slots.map((at) => (
            <tr key={at}>
              <th scope="row">{formats.at(at)}</th>
              {metrics.map((metric) => {
                const p75 = values.get(`${at} ${metric}`) ?? null;
                return (
                  <td class="number" key={metric}>
                    {p75 === null ? '–' : formats.vital(metric, p75)}
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
