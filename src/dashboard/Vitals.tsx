import type { ReportRow } from '../wire/report.ts';
import type { AnalystKey } from '../words/analyst/texts.ts';
import { useDesk } from './desk.ts';
import { Awaited, Nothing, Panel } from './Panel.tsx';
import { useReport } from './use-report.ts';

/** The three Core Web Vitals first, then what explains them. */
const order = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'];

/** Where "good" ends and "poor" begins. Source: https://web.dev/articles/vitals */
const limits: Readonly<Record<string, readonly [good: number, poor: number]>> = {
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
};

const ratings = ['good', 'needsWork', 'poor'] as const;

/** Web Vitals: the 75th percentile with its rating, and the shares of good, middling and poor. */
export function Vitals() {
  const { say, range } = useDesk();
  const reading = useReport('vitals', range);
  const rows = order.flatMap((metric) => reading.report?.rows.find((row) => row.metric === metric) ?? []);
  return (
    <Panel report="vitals" title={say('vitals')} why={say('vitals.why')} wide>
      <Awaited reading={reading} rows={order.length}>
        {rows.length === 0 ? (
          <Nothing rows={order.length} />
        ) : (
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
              {rows.map((row) => (
                <Metric key={row.metric} row={row} />
              ))}
            </tbody>
          </table>
        )}
      </Awaited>
    </Panel>
  );
}

function Metric({ row }: { readonly row: ReportRow<'vitals'> }) {
  const { say, formats } = useDesk();
  const { metric, p75, contributions } = row;
  const rating = p75 === null ? null : ratingOf(metric, p75);
  const isShared = row.good !== null && row.needsWork !== null && row.poor !== null;
  return (
    <tr>
      <th scope="row">
        {say(`vital.${metric}` as AnalystKey)} <abbr>{metric}</abbr>
      </th>
      <td class="number">
        {p75 === null ? (
          '–'
        ) : (
          <>
            {formats.vital(metric, p75)} {rating && <span class={`rating ${rating}`}>{say(rating)}</span>}
          </>
        )}
      </td>
      <td class="shares">
        {isShared ? (
          <span class="stack">
            {ratings.map((name) => (
              <Share key={name} name={name} share={row[name] ?? 0} />
            ))}
          </span>
        ) : (
          <span class="note">{say('vitals.none')}</span>
        )}
      </td>
      <td class="number minor">{formats.count(contributions)}</td>
    </tr>
  );
}

/** A part of the bar; its figure stands in it where there is room, and is read out everywhere. */
function Share({ name, share }: { readonly name: (typeof ratings)[number]; readonly share: number }) {
  const { say, formats } = useDesk();
  if (share === 0) return null;
  const text = formats.share(share);
  return (
    <span class={`part ${name}`} style={{ '--share': share }} title={`${say(name)}: ${text}`}>
      <span class="unseen">{say(name)} </span>
      <span class={share < 0.1 ? 'unseen' : undefined}>{text}</span>
    </span>
  );
}

function ratingOf(metric: string, value: number): (typeof ratings)[number] | null {
  const limit = limits[metric];
  if (!limit) return null;
  return value <= limit[0] ? 'good' : value <= limit[1] ? 'needsWork' : 'poor';
}
