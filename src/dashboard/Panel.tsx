import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { weekOf } from '../wire/calendar.ts';
import { useDesk } from './desk.ts';
import { Explain } from './Explain.tsx';
import { Exports, type ExportsProps } from './Exports.tsx';
import { takes } from './filters.ts';
import { refusalName } from './names.ts';
import type { Range } from './ranges.ts';
import { Unfiltered } from './Unfiltered.tsx';
import type { Reading } from './use-report.ts';

interface PanelProps extends ExportsProps {
  /** Where it is not the report's name. */
  readonly id?: string;
  readonly why: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly wide?: boolean;
  /** True where `days` are more than the page's because those were too thin. */
  readonly isWider?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** The frame of a panel: its name, explanation and downloads and, where it holds, that it cannot be filtered. */
export function Panel({
  report,
  id = report,
  title,
  why,
  days,
  step,
  by,
  aside,
  wide = false,
  isWider = false,
  children,
}: PanelProps) {
  const { say, view, formats } = useDesk();
  const section = useRef<HTMLElement>(null);
  const isOpen = view.panel === id;
  useEffect(() => {
    if (isOpen) section.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <section class={wide ? 'panel wide' : 'panel'} id={id} aria-labelledby={`${id}-title`} ref={section}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <Explain name={title} text={why} />
        <Exports {...{ report, title, days, step, by }} />
        {aside}
      </header>
      {!takes(report, view.filters) && <Unfiltered />}
      {isWider && days && <p class="note">{say(`panel.wider.${stepOf(days)}`, { days: formats.range(days) })}</p>}
      {children}
    </section>
  );
}

/** The calendar step that a panel has climbed to. */
function stepOf({ from, to }: Range): 'week' | 'month' {
  return to - from < 7 && weekOf(from) === weekOf(to) ? 'week' : 'month';
}

type State = Pick<Reading<'summary'>, 'failure' | 'retry' | 'stale'> & { readonly report: object | null };

/**
 * What a panel shows while its report is not there: the space it will take, or what went wrong and a way on.
 *
 * `rows`: how many lines to keep free, so that nothing jumps when they arrive.
 */
export function Awaited({
  reading,
  rows,
  children,
}: {
  readonly reading: State;
  readonly rows: number;
  readonly children: ComponentChildren;
}) {
  const { say, texts } = useDesk();
  if (reading.failure && (!reading.report || reading.stale))
    return (
      <div class="failed" style={{ '--rows': rows }} role="alert">
        <p>{say('panel.failed')}</p>
        {reading.failure.kind === 'refused' && (
          <p class="note">
            {say('panel.refused')} <bdi>{refusalName(reading.failure, texts)}</bdi>
          </p>
        )}
        <button type="button" class="button" onClick={reading.retry}>
          {say('retry')}
        </button>
      </div>
    );
  if (!reading.report)
    return (
      <div class="loading" style={{ '--rows': rows }} aria-busy="true">
        <span class="unseen">{say('loading')}</span>
      </div>
    );
  return (
    <div class={reading.stale ? 'ready stale' : 'ready'}>
      {reading.failure && (
        <p class="note older">
          {say('panel.older')}{' '}
          <button type="button" class="link" onClick={reading.retry}>
            {say('retry')}
          </button>
        </p>
      )}
      {children}
    </div>
  );
}

/** Said where a report holds no rows: nothing, or nothing that may be shown yet. */
export function Nothing({ rows, k }: { readonly rows: number; readonly k?: number }) {
  const { say, formats, k: smallest } = useDesk();
  return (
    <div class="nothing" style={{ '--rows': rows }}>
      <p>{say('panel.empty')}</p>
      <p class="note">{say('panel.empty.why', { k: formats.count(k ?? smallest) })}</p>
    </div>
  );
}
