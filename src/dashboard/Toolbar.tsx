import { useRef, useState } from 'preact/hooks';
import { formatDay, parseDay } from '../wire/calendar.ts';
import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { type Filters, toggle } from './filters.ts';
import { fieldName, nameOf } from './names.ts';
import { isTooLong, type Range, type RangeId, rangeIds } from './ranges.ts';

/** The period, the comparison and the filters that are set. */
export function Toolbar() {
  const { say, view, change, formats, range, previous, site, today } = useDesk();
  const first = site.since ? parseDay(site.since) : null;
  const [isChoosing, setChoosing] = useState(view.range === 'custom');
  const choose = (id: RangeId) => {
    setChoosing(id === 'custom');
    if (id !== 'custom') change({ range: id, custom: null });
  };
  return (
    <div class="toolbar">
      <div class="controls">
        <label class="field">
          <span class="unseen">{say('range')}</span>
          <select
            value={isChoosing ? 'custom' : view.range}
            onChange={({ currentTarget }) => choose(currentTarget.value as RangeId)}
          >
            {rangeIds.map((id) => (
              <option key={id} value={id}>
                {say(`range.${id}`)}
              </option>
            ))}
          </select>
        </label>
        {isChoosing ? (
          <Dates key={`${range.from}-${range.to}`} />
        ) : (
          <p class="dates">{view.range !== 'all' && formats.range(range)}</p>
        )}
        {view.range !== 'all' && (
          <label class="switch">
            <input
              type="checkbox"
              checked={view.compare}
              onChange={({ currentTarget }) => change({ compare: currentTarget.checked })}
            />
            {say('compare')}
          </label>
        )}
      </div>
      {(view.left || range.from > today) && (
        <p class="note" role="status">
          {say(view.left ? 'address.left' : 'range.future')}
        </p>
      )}
      {view.compare && view.range !== 'all' && previous === null && first !== null && (
        <p class="note">{say('compare.none', { day: formats.range({ from: first, to: first }) })}</p>
      )}
      <Chips />
    </div>
  );
}

function Dates() {
  const { say, change, range, today } = useDesk();
  const [from, setFrom] = useState(formatDay(range.from));
  const [to, setTo] = useState(formatDay(range.to));
  const [wrong, setWrong] = useState<'range.wrong' | 'range.future' | 'range.long' | null>(null);
  const show = (event: Event) => {
    event.preventDefault();
    const custom = { from: parseDay(from), to: parseDay(to) };
    const why = faultOf(custom, today);
    setWrong(why);
    if (why) return;
    change({ range: 'custom', custom });
  };
  return (
    <form class="between" onSubmit={show} noValidate>
      <label class="field">
        {say('range.from')}
        <input
          type="date"
          value={from}
          max={formatDay(today)}
          onInput={({ currentTarget }) => setFrom(currentTarget.value)}
        />
      </label>
      <label class="field">
        {say('range.to')}
        <input
          type="date"
          value={to}
          max={formatDay(today)}
          onInput={({ currentTarget }) => setTo(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        {say('range.show')}
      </button>
      {wrong && (
        <p class="wrong" role="alert">
          {say(wrong)}
        </p>
      )}
    </form>
  );
}

function faultOf(custom: Range, today: number) {
  if (!(custom.from <= custom.to)) return 'range.wrong';
  if (custom.from > today) return 'range.future';
  return isTooLong(custom) ? 'range.long' : null;
}

function Chips() {
  const { say, view, change, texts, language } = useDesk();
  const shown = useRef<Filters>(view.filters);
  const isReplaced = useRef(false);
  if (shown.current !== view.filters) {
    isReplaced.current =
      shown.current.length === 2 && view.filters.length === 2 && !hasFirstOf(shown.current, view.filters);
    shown.current = view.filters;
  }
  if (view.filters.length === 0) return null;
  return (
    <>
      <ul class="chips" aria-label={say('filters')}>
        {view.filters.map(([field, value]) => {
          const name = `${fieldName(field, texts)}: ${nameOf(field, value, language, texts)}`;
          return (
            <li key={field}>
              <button
                type="button"
                aria-label={say('filter.remove', { name })}
                onClick={() => change({ filters: toggle(view.filters, field, value) })}
              >
                {fieldName(field, texts)}: <Breaking text={nameOf(field, value, language, texts)} />{' '}
                <span aria-hidden="true">×</span>
              </button>
            </li>
          );
        })}
        {view.filters.length > 1 && (
          <li>
            <button type="button" class="clear" onClick={() => change({ filters: [] })}>
              {say('filter.clear')}
            </button>
          </li>
        )}
      </ul>
      <p class="note" role="status">
        {isReplaced.current && say('filter.replaced')}
      </p>
    </>
  );
}

function hasFirstOf(before: Filters, now: Filters): boolean {
  return now.some(([field]) => field === before[0]?.[0]);
}
