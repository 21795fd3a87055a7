import { type ComponentChildren, Fragment } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Consents } from './Consents.tsx';
import { cohortDays } from './cohorts.ts';
import { Events, Goals, Places } from './Deeds.tsx';
import { useDesk } from './desk.ts';
import { Funnels } from './Funnels.tsx';
import { Hours } from './Hours.tsx';
import { Exits, Flows } from './Pages.tsx';
import { Retention } from './Retention.tsx';
import { Searches } from './Searches.tsx';
import { useClimb } from './use-climb.ts';
import { useReport } from './use-report.ts';
import { campaignsIn, ValueList } from './Values.tsx';

interface FurtherProps {
  readonly searchK: number;
  /** True while the figures above them have not been answered: those come first. */
  readonly wait: boolean;
  /** What stands below. */
  readonly children: ComponentChildren;
}

/**
 * The panels that not every site fills. Empty ones become one line at the end, so that a small site's page stays short;
 * all of them, and what stands below, wait for the last answer, so that nothing moves when it comes.
 */
export function Further({ searchK, wait, children }: FurtherProps) {
  const { say, formats, range, k } = useDesk();
  const isAsked = useRef(false);
  if (!wait) isAsked.current = true;
  const asked = isAsked.current ? range : null;
  const weeks = useMemo(() => asked && cohortDays(asked), [asked?.from, asked?.to]);
  const isDrawn = useRef(false);

  const exits = useClimb('exits', asked);
  const flows = useClimb('flows', asked);
  const hours = useClimb('hours', asked);
  const campaigns = useClimb('campaigns', asked);
  const events = useClimb('events', asked);
  const goals = useClimb('goals', asked);
  const funnels = useClimb('funnels', asked);
  const places = useClimb('places', asked);
  const searches = useClimb('searches', asked);
  const vain = useClimb('searches-without-results', asked);
  const consents = useClimb('consents', asked);
  const retention = useReport('retention', weeks);
  const panels = [
    { name: 'exits', reading: exits, panel: <Exits reading={exits} /> },
    { name: 'flows', reading: flows, panel: <Flows reading={flows} /> },
    { name: 'hours', reading: hours, panel: <Hours reading={hours} /> },
    {
      name: 'campaigns',
      reading: campaigns,
      panel: <ValueList report="campaigns" field="campaign" short={6} reading={campaigns} />,
    },
    { name: 'retention', reading: retention, panel: <Retention reading={retention} /> },
    { name: 'searches', reading: searches, panel: <Searches report="searches" reading={searches} k={searchK} /> },
    {
      name: 'searches-without-results',
      reading: vain,
      panel: <Searches report="searches-without-results" reading={vain} k={searchK} />,
    },
    { name: 'events', reading: events, panel: <Events reading={events} /> },
    { name: 'goals', reading: goals, panel: <Goals reading={goals} /> },
    { name: 'funnels', reading: funnels, panel: <Funnels reading={funnels} /> },
    { name: 'places', reading: places, panel: <Places reading={places} /> },
    { name: 'consents', reading: consents, panel: <Consents reading={consents} /> },
  ] as const;

  if (panels.every(({ reading }) => reading.report || reading.failure)) isDrawn.current = true;
  if (!isDrawn.current)
    return (
      <div class="panel wide loading" style={{ '--rows': 6 }} aria-busy="true">
        <span class="unseen">{say('loading')}</span>
      </div>
    );
  const empty = panels.filter(({ reading }) => isEmpty(reading));
  return (
    <>
      {panels.map(({ name, reading, panel }) => !isEmpty(reading) && <Fragment key={name}>{panel}</Fragment>)}
      {children}
      {empty.length > 0 && (
        <p class="folded note">
          {say('folded', { panels: empty.map(({ name }) => lower(say(name))).join(', ') })}{' '}
          {say('panel.empty.why', { k: formats.count(k) })}
        </p>
      )}
    </>
  );
}

interface Answered {
  readonly report: { readonly rows: readonly { readonly campaign?: string }[] } | null;
  readonly failure: unknown;
}

function isEmpty({ report, failure }: Answered): boolean {
  return !failure && report !== null && campaignsIn(report.rows).length === 0;
}

function lower(title: string): string {
  return title.charAt(0).toLocaleLowerCase() + title.slice(1);
}
