import type { ReportRow } from '../wire/report.ts';
import type { AnalystKey } from '../words/analyst/texts.ts';
import { type Breakdown, breakdowns } from './address.ts';
import { useDesk } from './desk.ts';
import { takes } from './filters.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { limits, metrics, ratingOf } from './rating.ts';
import { Stack } from './Stack.tsx';
import { Trend as TrendLine } from './Trend.tsx';
import { useClimb } from './use-climb.ts';
import { useReport } from './use-report.ts';
import { type Trend, useTrend } from './use-trend.ts';
import { VitalsBy } from './VitalsBy.tsx';
import { VitalsTable } from './VitalsTable.tsx';

type Row = ReportRow<'vitals'>;

/** Days are too thin where most of them have no p75 of the metric that is measured most. */
const isThin = (rows: Trend<'vitals'>['rows'], days: number) =>
  rows.filter(({ metric, p75 }) => metric === 'LCP' && p75 !== null).length * 2 < days;

/** Nothing to rate yet: the days are too thin for the panel. */
const isUnrated = (rows: readonly Row[]) => rows.every(({ p75 }) => p75 === null);

/** Web Vitals: of all pages with limits, their course and the period before, or of each device or page. */
export function Vitals() {
  const { say, range, view, previous } = useDesk();
  // A breakdown beside another dimension's filter would be the third dimension.
  const isOffered = (one: Breakdown) =>
    one === 'all' || view.filters.every(([field]) => field === one) || !takes('vitals', view.filters);
  const by = view.vitals === 'all' || !isOffered(view.vitals) ? null : view.vitals;
  const reading = useClimb('vitals', range, { by, isThin: isUnrated });
  const earlier = useReport('vitals', view.compare && !by && !reading.wider ? previous : null);
  const before = earlier.stale ? [] : (earlier.report?.rows ?? []);
  const rows = reading.report?.rows ?? [];
  const trend = useTrend('vitals', !by && rows.length > 0 ? (reading.wider ?? range) : null, isThin);
  const isEmpty = rows.length === 0;
  return (
    <Panel
      report="vitals"
      title={say('vitals')}
      why={say('vitals.why')}
      days={reading.wider ?? undefined}
      isWider={reading.wider !== null}
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
          <>
            {trend && <p class="note">{say('vitals.trend', { step: say(`series.${trend.step}`) })}</p>}
            <Metrics rows={rows} before={before} trend={trend} />
            {trend && <VitalsTable trend={trend} />}
          </>
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

interface MetricsProps {
  readonly rows: readonly Row[];
  readonly before: readonly Row[];
  readonly trend: Trend<'vitals'> | null;
}

function Metrics({ rows, before, trend }: MetricsProps) {
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
          {trend && (
            <th scope="col" class="course">
              {say('column.trend')}
            </th>
          )}
          <th scope="col" class="number minor">
            {say('column.measured')}
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => {
          const row = rows.find((one) => one.metric === metric);
          const earlier = before.find((one) => one.metric === metric) ?? null;
          return row && <Metric key={metric} row={row} before={earlier} trend={trend} />;
        })}
      </tbody>
    </table>
  );
}

interface MetricProps {
  readonly row: Row;
  readonly before: Row | null;
  readonly trend: Trend<'vitals'> | null;
}

function Metric({ row, before, trend }: MetricProps) {
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
      {trend && (
        <td class="course">
          <TrendLine
            values={trend.slots.map((at) => p75Of(trend, metric, at))}
            limit={good}
            write={(value) => formats.vital(metric, value)}
          />
        </td>
      )}
      <td class="number minor">{formats.count(contributions)}</td>
    </tr>
  );
}

function p75Of({ rows }: Trend<'vitals'>, metric: string, at: string): number | null {
  return rows.find((row) => row.metric === metric && row.at === at)?.p75 ?? null;
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
