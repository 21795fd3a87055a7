import { useMemo } from 'preact/hooks';
import { type Cohort, cohortDays, cohortsOf } from './cohorts.ts';
import { useDesk } from './desk.ts';
import { Awaited, Panel } from './Panel.tsx';
import type { Reading } from './use-report.ts';

const short = 8;

/** Weekly retention: of those who came first in a week, the share that came again so many weeks later. */
export function Retention({ reading }: { readonly reading: Reading<'retention'> }) {
  const { say, formats, range, k, view, change } = useDesk();
  const days = useMemo(() => cohortDays(range), [range.from, range.to]);
  const cohorts = cohortsOf(reading.report?.rows ?? [], days, k);
  const isOpen = view.panel === 'retention';
  const shown = isOpen || cohorts.length <= short + 1 ? cohorts : cohorts.slice(0, short);
  const weeks = Math.max(0, ...shown.map(({ back }) => back.length));
  return (
    <Panel report="retention" title={say('retention')} why={say('retention.why')} days={days} wide>
      <Awaited reading={reading} rows={short}>
        <p class="note">{say('retention.lead', { n: formats.count(5 * k) })}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section class="scroll" aria-label={say('retention.table')} tabIndex={0}>
          <table class="plain weeks">
            <caption class="unseen">{say('retention')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('column.week')}</th>
                <th scope="col" class="number">
                  {say('column.new')}
                </th>
                {Array.from({ length: weeks }, (_, index) => (
                  <th scope="col" class="number" key={index}>
                    {say('retention.after', { n: formats.count(index + 1) })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((cohort) => (
                <Week key={cohort.week} cohort={cohort} weeks={weeks} />
              ))}
            </tbody>
          </table>
        </section>
        {cohorts.length > short + 1 && (
          <button
            type="button"
            class="more"
            aria-expanded={isOpen}
            onClick={() => change({ panel: isOpen ? null : 'retention' })}
          >
            {isOpen ? say('panel.less') : say('panel.all', { n: formats.count(cohorts.length) })}
          </button>
        )}
      </Awaited>
    </Panel>
  );
}

function Week({ cohort: { week, first, back }, weeks }: { readonly cohort: Cohort; readonly weeks: number }) {
  const { formats } = useDesk();
  return (
    <tr>
      <th scope="row">{formats.week(week)}</th>
      <td class="number">{first === null ? '–' : formats.count(first)}</td>
      {Array.from({ length: weeks }, (_, index) => {
        const share = back[index];
        return (
          <td class="number" key={index} style={share ? { '--share': share } : undefined}>
            {share === undefined ? '' : share === null ? '–' : formats.share(share)}
          </td>
        );
      })}
    </tr>
  );
}
