import type { ComponentChildren } from 'preact';
import { Breaking } from './Breaking.tsx';
import { changeOfRow } from './compare.ts';
import { useDesk } from './desk.ts';
import { type Field, isSet, toggle } from './filters.ts';
import { nameOf, rest } from './names.ts';

export interface Column<Row> {
  readonly title: string;
  /** The figure as text. */
  read(row: Row): string;
  /** Left out where there is no room for it (phones). */
  readonly minor?: boolean;
}

export interface BarTableProps<Row> {
  readonly id: string;
  readonly caption: string;
  readonly rows: readonly Row[];
  /** What the first column is called. */
  readonly title: string;
  /** Null: the rows filter nothing. */
  readonly field: Field | null;
  readonly value: (row: Row) => string;
  /** How the row is called where its value alone does not say it. */
  readonly name?: (row: Row) => ComponentChildren;
  /** How long the row's bar is. */
  readonly size: (row: Row) => number;
  /** The rows of the period before, to compare sizes with; null: none. */
  readonly before: readonly Row[] | null;
  readonly columns: readonly Column<Row>[];
  /** How many rows stand there before "show all". */
  readonly short: number;
}

/** A table whose rows are their own bar chart. A click on a name filters the page by it; names are only ever text. */
export function BarTable<Row>({
  id,
  caption,
  rows,
  title,
  field,
  value,
  name,
  size,
  before,
  columns,
  short,
}: BarTableProps<Row>) {
  const { say, view, change, formats, k } = useDesk();
  const open = view.panel === id;
  // One hidden row is no shorter than the button that would show it.
  const shown = open || rows.length <= short + 1 ? rows : rows.slice(0, short);
  // What is not named may outweigh all that is: the bars compare the named ones.
  const named = rows.filter((row) => value(row) !== rest);
  const largest = Math.max(1, ...(named.length > 0 ? named : rows).map(size));
  const earlier = new Map(before?.map((row) => [value(row), size(row)]));
  const changes = new Map(shown.map((row) => [row, changeOfRow(size(row), earlier.get(value(row)), k)]));
  // Where nothing can be compared there is no column for it.
  const hasChanges = [...changes.values()].some((one) => one !== null);
  const changeText = (row: Row) => {
    const one = changes.get(row) ?? null;
    return one === null ? '' : formats.change(one);
  };
  return (
    <>
      <table class={open ? 'bars open' : 'bars'}>
        <caption class="unseen">
          {caption}
          {field && `. ${say('panel.hint')}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {columns.map((column) => (
              <th scope="col" class={column.minor ? 'number minor' : 'number'} key={column.title}>
                {column.title}
              </th>
            ))}
            {hasChanges && (
              <th scope="col" class="number change" title={say('change.why')}>
                {say('column.change')}
              </th>
            )}
          </tr>
        </thead>
        <tbody style={{ '--rows': Math.min(short, rows.length) }}>
          {shown.map((row) => (
            <tr key={value(row)} data-value={value(row)} style={{ '--share': Math.min(1, size(row) / largest) }}>
              <th scope="row">{name ? name(row) : <Name field={field} value={value(row)} />}</th>
              {columns.map((column) => (
                <td class={column.minor ? 'number minor' : 'number'} key={column.title}>
                  {column.read(row)}
                </td>
              ))}
              {hasChanges && <td class="number change">{changeText(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > short + 1 && (
        <button type="button" class="more" aria-expanded={open} onClick={() => change({ panel: open ? null : id })}>
          {open ? say('panel.less') : say('panel.all', { n: formats.count(rows.length) })}
        </button>
      )}
    </>
  );
}

function Name({ field, value }: { readonly field: Field | null; readonly value: string }) {
  const { view, change, texts, language, say, formats, k } = useDesk();
  // Words, hosts and paths come from strangers: a right-to-left one must not turn the figures beside it around.
  const text = <Breaking text={field ? nameOf(field, value, language, texts) : value === rest ? texts[rest] : value} />;
  if (value === rest)
    return (
      <span class="rest" title={say('rest.why', { k: formats.count(k) })}>
        {text}
      </span>
    );
  if (!field) return text;
  return (
    <button
      type="button"
      aria-pressed={isSet(view.filters, field, value)}
      onClick={() => change({ filters: toggle(view.filters, field, value), panel: null })}
    >
      {text}
    </button>
  );
}
