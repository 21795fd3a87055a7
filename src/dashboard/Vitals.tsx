import type { ReportRow } from '../wire/report.ts';
import type { AnalystKey } from '../words/analyst/texts.ts';
import { type Breakdown, breakdowns } from './address.ts';
import { useDesk } from './desk.ts';
import { takes } from './filters.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { limits, metrics, ratingOf } from './rating.ts';
import { Stack } from './Stack.tsx';
import { useReport } from './use-report.ts';
import { VitalsBy } from './VitalsBy.tsx';

type Row = ReportRow<'vitals'>;

/** Web Vitals: of all pages with limits and the period before, or of each device or page. */
export function Vitals() {
  const { say, range, view, previous } = useDesk();
  // A breakdown beside another dimension's filter would be the third dimension.
  const isOffered = (one: Breakdown) =>
    one === 'all' || view.filters.every(([field]) => field === one) || !takes('vitals', view.filters);
  const by = view.vitals === 'all' || !isOffered(view.vitals) ? null : view.vitals;
  const reading = useReport('vitals', range, { by });
  const earlier = useReport('vitals', view.compare && !by ? previous : null);
  const before = earlier.stale ? [] : (earlier.report?.rows ?? []);
  const rows = reading.report?.rows ?? [];
  const isEmpty = rows.length === 0;
  return (
    <Panel
      report="vitals"
      title={say('vitals')}
      why={say('vitals.why')}
      by={by}
      aside={<Choice isOffered={isOffered} by={by ?? 'all'} />}
      wide
    >
      <Awaited reading={reading} rows={metrics.length}>
        {isEmpty ? (
          <Nothing rows={metrics.length} />
        ) : by ? (
          <VitalsBy rows={rows} by={by} />
        ) : (
          <Metrics rows={rows} before={before} />
        )}
      </Awaited>
    </Panel>
  );
}

function Choice({ isOffered, by }: { readonly isOffered: (one: Breakdown) => boolean; readonly by: Breakdown }) {
  const { say, change } = useDesk();
  return (
    <fieldset class="choice">
      <legend class="unseen">{say('vitals.by')}</legend>
      {breakdowns.filter(isOffered).map((one) => (
        <label key={one}>
          <input type="radio" name="vitals" checked={one === by} onChange={() => change({ vitals: one })} />
          <span>{say(`vitals.by.${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Metrics({ rows, before }: { readonly rows: readonly Row[]; readonly before: readonly Row[] }) {
  const { say } = useDesk();
  return (
    <table class="plain vitals">
      <caption class="unseen">{say('vitals')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('metric')}</th>
          <th scope="col" class="number">
            {say('column.p75')}
          </th>
          <th scope="col" class="shares">
            <span class="key good">{say('good')}</span> <span class="key needsWork">{say('needsWork')}</span>{' '}
            <span class="key poor">{say('poor')}</span>
          </th>
          <th scope="col" class="number minor">
            {say('column.measured')}
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => {
          const row = rows.find((one) => one.metric === metric);
          return row && <Metric key={metric} row={row} before={before.find((one) => one.metric === metric) ?? null} />;
        })}
      </tbody>
    </table>
  );
}

function Metric({ row, before }: { readonly row: Row; readonly before: Row | null }) {
  const { say, formats } = useDesk();
  const { metric, p75, contributions } = row;
  const [good = 0, poor = 0] = limits[metric] ?? [];
  return (
    <tr>
      <th scope="row">
        {say(`vital.${metric}` as AnalystKey)} <abbr>{metric}</abbr>
        <span class="note limits">
          {say('vitals.limits', { good: formats.vital(metric, good), poor: formats.vital(metric, poor) })}
        </span>
      </th>
      <td class="number">
        {p75 === null ? '–' : <Rated metric={metric} p75={p75} />}
        {typeof before?.p75 === 'number' && (
          <span class="note limits">{say('before', { n: formats.vital(metric, before.p75) })}</span>
        )}
      </td>
      <td class="shares">
        <Stack shares={row} />
      </td>
      <td class="number minor">{formats.count(contributions)}</td>
    </tr>
  );
}

function Rated({ metric, p75 }: { readonly metric: string; readonly p75: number }) {
  const { say, formats } = useDesk();
  const rating = ratingOf(metric, p75);
  return (
    <>
      {formats.vital(metric, p75)} {rating && <span class={`rating ${rating}`}>{say(rating)}</span>}
    </>
  );
}
