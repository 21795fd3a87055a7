import type { ComponentChildren } from 'preact';
import type { ReportRow } from '../wire/report.ts';
import { changeOf, isComparable } from './compare.ts';
import { useDesk } from './desk.ts';
import { Explain } from './Explain.tsx';
import { takes } from './filters.ts';
import { Awaited } from './Panel.tsx';
import { typicalDay } from './points.ts';
import { Unfiltered } from './Unfiltered.tsx';
import type { Reading } from './use-report.ts';
import { useReport } from './use-report.ts';

type Totals = ReportRow<'summary'>;

/** The header figures: visits, visitors where the calendar makes them exact, views, one-page visits, time on the site. */
export function Figures({ reading }: { readonly reading: Reading<'summary'> }) {
  const { say, formats, view, previous } = useDesk();
  const before = useReport('summary', view.compare ? previous : null);
  const now = reading.report?.rows[0] ?? null;
  const earlier = before.stale ? null : (before.report?.rows[0] ?? null);
  // A period before the first visit is no measure of anything.
  const then = earlier && earlier.visits > 0 ? earlier : null;
  const unfiltered = !takes('summary', view.filters);
  return (
    <section class="figures" aria-label={say('page.name')}>
      {unfiltered && <Unfiltered />}
      <Awaited reading={reading} rows={3}>
        <dl>
          <Figure name={say('visits')} why={say('visits.why')}>
            <Count now={now?.visits ?? null} then={then?.visits ?? null} />
          </Figure>
          <Visitors now={now} then={then} />
          <Figure name={say('views')} why={say('views.why')}>
            <Count now={now?.views ?? null} then={then?.views ?? null} />
          </Figure>
          <Figure name={say('bounce')} why={say('bounce.why')}>
            <Value
              text={now && now.visits > 0 ? formats.share(now.bounces / now.visits) : null}
              note={then && then.visits > 0 ? say('before', { n: formats.share(then.bounces / then.visits) }) : ''}
            />
          </Figure>
          <Figure name={say('engaged')} why={say('engaged.why')}>
            <Value
              text={perVisit(now) === null ? null : formats.duration(perVisit(now) ?? 0)}
              note={perVisit(then) === null ? '' : say('before', { n: formats.duration(perVisit(then) ?? 0) })}
              absent={now?.engagedSeconds === null}
            />
          </Figure>
        </dl>
      </Awaited>
    </section>
  );
}

/** Visitors are exact for calendar spans; for other ranges a typical day says as much without a false sum. */
function Visitors({ now, then }: { readonly now: Totals | null; readonly then: Totals | null }) {
  const { say, range } = useDesk();
  const isExact = typeof now?.visitors === 'number';
  const days = useReport('views', now && !isExact ? range : null, { step: 'day' });
  if (isExact)
    return (
      <Figure name={say('visitors')} why={say('visitors.why')}>
        <Count now={now.visitors ?? null} then={then?.visitors ?? null} />
      </Figure>
    );
  return (
    <Figure name={say('visitors.typical')} why={say('visitors.typical.why')} stale={days.stale}>
      <Count now={days.report ? typicalDay(days.report) : null} then={null} />
    </Figure>
  );
}

function Figure({
  name,
  why,
  stale = false,
  children,
}: {
  readonly name: string;
  readonly why: string;
  /** Whether it still is that of an older question, which is on its way. */
  readonly stale?: boolean;
  readonly children: ComponentChildren;
}) {
  // The sign never stands alone on a line.
  const last = name.lastIndexOf(' ') + 1;
  return (
    <div class={stale ? 'stale' : ''}>
      <dt>
        {name.slice(0, last)}
        <span class="together">
          {name.slice(last)} <Explain name={name} text={why} />
        </span>
      </dt>
      {children}
    </div>
  );
}

/** A number of people or views; 0 and below k look alike, so a 0 says so. */
function Count({ now, then }: { readonly now: number | null; readonly then: number | null }) {
  const { say, formats, k } = useDesk();
  if (now === 0) return <Value text={formats.count(0)} note={say('fewer', { k: formats.count(k) })} />;
  const notes = then === null || now === null ? '' : say('before', { n: formats.count(then) });
  return <Value text={now === null ? null : formats.count(now)} note={notes} change={changeOf(now, then)} absent />;
}

function Value({
  text,
  note,
  change = null,
  absent = false,
}: {
  readonly text: string | null;
  readonly note: string;
  readonly change?: number | null;
  /** Whether a missing value is one the filter took. */
  readonly absent?: boolean;
}) {
  const { say, formats, view, range, today } = useDesk();
  if (text === null)
    return (
      <>
        <dd class="value">–</dd>
        <dd class="note">{absent && view.filters.length > 0 ? say('unknown.filter') : ''}</dd>
      </>
    );
  const shown = change !== null && isComparable(range, today);
  return (
    <>
      <dd class="value">{text}</dd>
      <dd class="note">
        {shown && <b>{formats.change(change)}</b>} {note}
      </dd>
    </>
  );
}

function perVisit(row: Totals | null): number | null {
  return row && row.visits > 0 && row.engagedSeconds !== null ? row.engagedSeconds / row.visits : null;
}
