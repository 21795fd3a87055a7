import type { ReportRow } from '../wire/report.ts';
import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { purposeName, valueName } from './names.ts';
import { Awaited, Panel } from './Panel.tsx';
import { TrendBars } from './TrendBars.tsx';
import type { Climbed } from './use-climb.ts';
import { type Trend, useTrend } from './use-trend.ts';

type Row = ReportRow<'consents'>;

const keyOf = ({ policy, purpose }: Row) => `${policy} ${purpose}`;
/** Days are too thin where most of them have no receipt that may be shown. */
const isThin = (rows: readonly Row[], days: number) => new Set(rows.map(({ at }) => at)).size * 2 < days;

/** Consents given and withdrawn, by policy version and purpose, with their course; the newest policy first. */
export function Consents({ reading }: { readonly reading: Climbed<'consents'> }) {
  const { say, range, texts } = useDesk();
  const rows = reading.report?.rows ?? [];
  const trend = useTrend('consents', rows.length > 0 ? (reading.wider ?? range) : null, isThin);
  const top = Math.max(0, ...(trend?.rows.map(({ given }) => given ?? 0) ?? []));
  return (
    <Panel
      report="consents"
      days={reading.wider ?? undefined}
      isWider={reading.wider !== null}
      title={say('consents')}
      why={say('consents.why')}
      wide
    >
      <Awaited reading={reading} rows={4}>
        {trend && <p class="note">{say('consents.trend', { step: say(`series.${trend.step}`) })}</p>}
        <table class="plain consents">
          <caption class="unseen">{say('consents')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('column.purpose')}</th>
              <th scope="col">{say('column.policy')}</th>
              {trend && (
                <th scope="col" class="course">
                  {say('column.trend')}
                </th>
              )}
              <th scope="col" class="number">
                {say('column.given')}
              </th>
              <th scope="col" class="number">
                {say('column.withdrawn')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                <th scope="row">
                  <Breaking text={purposeName(row.purpose, texts)} />
                </th>
                <td>
                  <Breaking text={valueName(row.policy, texts)} />
                </td>
                {trend && (
                  <td class="course">
                    <Course trend={trend} of={row} top={top} />
                  </td>
                )}
                <Receipts count={row.given} />
                <Receipts count={row.withdrawn} />
              </tr>
            ))}
          </tbody>
        </table>
        {trend && <CourseTable trend={trend} />}
      </Awaited>
    </Panel>
  );
}

/** None and fewer than k look alike. */
function Receipts({ count }: { readonly count: number | null }) {
  const { say, formats, k } = useDesk();
  return (
    <td class="number">
      {count === null ? <span class="note">{say('fewer', { k: formats.count(k) })}</span> : formats.count(count)}
    </td>
  );
}

interface CourseProps {
  readonly trend: Trend<'consents'>;
  readonly of: Row;
  readonly top: number;
}

function Course({ trend, of, top }: CourseProps) {
  const { say, formats } = useDesk();
  const own = new Map(trend.rows.filter((row) => keyOf(row) === keyOf(of)).map((row) => [row.at, row]));
  const most = [...own.values()].reduce<Row | null>(
    (best, row) => ((row.given ?? 0) > (best?.given ?? 0) ? row : best),
    null,
  );
  const label = say('consents.course', {
    max: formats.count(most?.given ?? 0),
    at: most?.at === undefined ? '–' : formats.at(most.at),
  });
  const values = trend.slots.map((at) => [own.get(at)?.given ?? 0, own.get(at)?.withdrawn ?? 0] as const);
  return <TrendBars values={values} top={top} label={label} />;
}

function CourseTable({ trend }: { readonly trend: Trend<'consents'> }) {
  const { say, formats, texts } = useDesk();
  return (
    <details class="figures-table">
      <summary class="opener">{say('trend.table')}</summary>
      <table class="plain">
        <caption class="unseen">{say('consents')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('column.at')}</th>
            <th scope="col">{say('column.purpose')}</th>
            <th scope="col">{say('column.policy')}</th>
            <th scope="col" class="number">
              {say('column.given')}
            </th>
            <th scope="col" class="number">
              {say('column.withdrawn')}
            </th>
          </tr>
        </thead>
        <tbody>
          {trend.rows.map((row) => (
            <tr key={`${row.at} ${keyOf(row)}`}>
              <th scope="row">{formats.at(row.at ?? '')}</th>
              <td>
                <Breaking text={purposeName(row.purpose, texts)} />
              </td>
              <td>
                <Breaking text={valueName(row.policy, texts)} />
              </td>
              <Receipts count={row.given} />
              <Receipts count={row.withdrawn} />
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
