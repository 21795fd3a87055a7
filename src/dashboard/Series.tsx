import { useCallback, useMemo } from 'preact/hooks';
import { formatDay } from '../wire/calendar.ts';
import { type Measure, measures } from './address.ts';
import { Chart } from './Chart.tsx';
import { useDesk } from './desk.ts';
import { drawSeries } from './draw-series.ts';
import { takes } from './filters.ts';
import { Awaited, Panel } from './Panel.tsx';
import { climb, type Point, pointsOf, type Step, stepFor } from './points.ts';
import { useReport } from './use-report.ts';

/** What the chart shows; visitors are those of each step, never a sum over several (R-06). */
function nameOf(measure: Measure, step: Step) {
  if (measure !== 'visitors') return measure;
  return step === 'week' || step === 'month' ? (`series.visitors.${step}` as const) : 'series.visitors';
}

/** Visits, views or each day's visitors over time, beside the previous period; a too thin step climbs (R-10). */
export function Series() {
  const { say, range, previous, view, change, formats, k } = useDesk();
  const isFiltered = takes('views', view.filters) && view.filters.length > 0;
  const first = stepFor(range, isFiltered);
  const fine = useReport('views', range, { step: first });
  const wider = fine.report && !fine.stale ? climb(fine.report, first) : null;
  const middle = useReport('views', wider ? range : null, { step: wider });
  const widest = wider === 'week' && middle.report && !middle.stale ? climb(middle.report, 'week') : null;
  const coarse = useReport('views', widest ? range : null, { step: widest });
  const [reading, step]: [typeof fine, Step] = widest ? [coarse, widest] : wider ? [middle, wider] : [fine, first];
  const before = useReport('views', view.compare ? previous : null, { step });

  const listed = reading.report?.rows ?? [];
  // No rows at all say nothing about the measure: a quiet period is none of which it is unknown.
  const known = listed.length === 0 || listed.some((row) => typeof row[view.measure] === 'number');
  const measure: Measure = known ? view.measure : 'visits';
  const isKnown = view.compare && !before.stale && before.report?.rows.some((row) => row.visits > 0);
  const earlier = isKnown ? before.report : null;
  const points = useMemo(
    () => (reading.report ? pointsOf(reading.report, earlier, range, earlier ? previous : null, step, measure) : []),
    [reading.report, earlier, range.from, range.to, previous?.from, previous?.to, step, measure],
  );
  const draw = useCallback(
    (widthPx: number) =>
      drawSeries({
        points,
        widthPx,
        heightPx: widthPx < 620 ? 208 : 272,
        least: k,
        count: formats.count,
        at: formats.at,
        words: { now: say('series.now'), previous: say('series.previous'), running: say('series.running') },
      }),
    [points, k, say],
  );
  const name = say(nameOf(measure, step));
  const largest = points.reduce<Point | null>(
    (most, point) => ((point.now ?? 0) > (most?.now ?? 0) ? point : most),
    null,
  );
  const label = say('series.summary', {
    measure: name,
    from: formats.at(points[0]?.at ?? formatDay(range.from)),
    to: formats.at(points.at(-1)?.at ?? formatDay(range.to)),
    max: formats.count(largest?.now ?? 0),
    at: largest ? formats.at(largest.at) : '–',
  });
  return (
    <Panel
      id="series"
      report="views"
      step={step}
      title={say('series.title')}
      why={`${say('series.why', { k: formats.count(k) })}${measure === 'visitors' ? ` ${say('visitors.why')}` : ''}`}
      wide
      aside={
        <fieldset class="choice">
          <legend class="unseen">{say('series.measure')}</legend>
          {measures.map((one) => (
            <label key={one}>
              <input type="radio" name="measure" checked={measure === one} onChange={() => change({ measure: one })} />
              <span>{say(nameOf(one, step))}</span>
            </label>
          ))}
        </fieldset>
      }
    >
      <Awaited reading={reading} rows={8}>
        <p class="note">
          {name}, {say(`series.${step}`)}. {widest ? say('series.thin.month') : wider ? say('series.thin.week') : ''}
          {!known &&
            `${say(nameOf(view.measure, step))}: ${say(view.filters.length > 0 ? 'unknown.filter' : 'unknown.range')}.`}
          <span class="legend">
            <span class="key now">{say('series.now')}</span>
            {earlier && <span class="key before">{say('series.previous')}</span>}
          </span>
        </p>
        <Chart draw={draw} label={label} />
        <SeriesTable points={points} name={name} hasBefore={earlier !== null} />
      </Awaited>
    </Panel>
  );
}

function SeriesTable({
  points,
  name,
  hasBefore,
}: {
  readonly points: readonly Point[];
  readonly name: string;
  readonly hasBefore: boolean;
}) {
  const { say, formats } = useDesk();
  const text = (value: number | null) => (value === null ? '–' : formats.count(value));
  return (
    <details class="figures-table">
      <summary class="opener">{say('series.table')}</summary>
      <table class="plain">
        <caption class="unseen">{name}</caption>
        <thead>
          <tr>
            <th scope="col">{say('column.at')}</th>
            <th scope="col" class="number">
              {name}
            </th>
            {hasBefore && (
              <th scope="col" class="number">
                {say('column.previous')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {points
            .filter((point) => point.now !== null || (hasBefore && point.before !== null))
            .map((point) => (
              <tr key={point.at}>
                <th scope="row">
                  {formats.at(point.at)} {point.running && <span class="note">{say('series.running')}</span>}
                </th>
                <td class="number">{text(point.now)}</td>
                {hasBefore && <td class="number">{text(point.before)}</td>}
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
