import type { ReportRow } from '../wire/report.ts';
import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { isSet, toggle } from './filters.ts';
import { fieldName, nameOf, rest } from './names.ts';
import { metrics, ratingOf } from './rating.ts';
import { Stack } from './Stack.tsx';

type Row = ReportRow<'vitals'>;

/** Rows shown before "show all". */
const short = 8;

/** Web Vitals of each device or page: one row a value, one column a metric. */
export function VitalsBy({ rows, by }: { readonly rows: readonly Row[]; readonly by: 'device' | 'path' }) {
  const { say, view, change, formats, texts } = useDesk();
  const values = [...new Set(rows.map((row) => row[by] ?? ''))];
  const cells = new Map(rows.map((row) => [`${row.metric} ${row[by]}`, row]));
  const isOpen = view.panel === 'vitals';
  const shown = isOpen || values.length <= short + 1 ? values : values.slice(0, short);
  return (
    <>
      <p class="note">{say('vitals.cells')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="scroll" aria-label={say(`vitals.by.${by}`)} tabIndex={0}>
        <table class="plain vitals-by">
          <caption class="unseen">
            {say('vitals')}. {say('panel.hint')}
          </caption>
          <thead>
            <tr>
              <th scope="col">{fieldName(by, texts)}</th>
              {metrics.map((metric) => (
                <th scope="col" class="number" key={metric}>
                  {metric}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((value) => (
              <tr key={value} data-value={value}>
                <th scope="row">
                  <Value by={by} value={value} />
                </th>
                {metrics.map((metric) => (
                  <Cell key={metric} metric={metric} row={cells.get(`${metric} ${value}`)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {values.length > short + 1 && (
        <button
          type="button"
          class="more"
          aria-expanded={isOpen}
          onClick={() => change({ panel: isOpen ? null : 'vitals' })}
        >
          {isOpen ? say('panel.less') : say('panel.all', { n: formats.count(values.length) })}
        </button>
      )}
    </>
  );
}

function Value({ by, value }: { readonly by: 'device' | 'path'; readonly value: string }) {
  const { view, change, language, texts } = useDesk();
  const name = <Breaking text={nameOf(by, value, language, texts)} />;
  if (value === rest) return <span class="rest">{name}</span>;
  return (
    <button
      type="button"
      class="link"
      aria-pressed={isSet(view.filters, by, value)}
      onClick={() => change({ filters: toggle(view.filters, by, value), panel: null })}
    >
      {name}
    </button>
  );
}

function Cell({ metric, row }: { readonly metric: string; readonly row: Row | undefined }) {
  const { say, formats } = useDesk();
  if (!row || row.p75 === null)
    return (
      <td class="number">
        <span title={say('vitals.none')}>–</span>
      </td>
    );
  const rating = ratingOf(metric, row.p75);
  return (
    <td class="number">
      {formats.vital(metric, row.p75)}
      {rating && <span class="unseen"> {say(rating)}</span>}
      <Stack shares={row} thin />
    </td>
  );
}
