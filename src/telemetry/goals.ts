import type { Day } from '../wire/calendar.ts';
import type { ExtrasWorld } from './extras.ts';
import type { Kept, Measurement } from './kept.ts';

/** A path with variable parts, or an event of the owner's. */
type Target = string | { path?: string; event?: string };

/** The collector refuses what comes after them, and what travels with it. */
const mostSteps = 10;

/** How an event is told from a path among what happened; no path begins so. */
export const eventMark = '!';

/**
 * The goals and the next steps of funnels that a view or event reaches: a goal once a visit, with the visit's entry; a
 * step once a visit, in order. `happened` is the view's paths, as sent and as in the address, or the event's marked name.
 */
export type Reach = (kept: Kept, day: Day, happened: readonly string[]) => Measurement[];

export function createReach({ telemetry, claim, fits }: Pick<ExtrasWorld, 'telemetry' | 'claim' | 'fits'>): Reach {
  const { goals = {}, funnels = {} } = telemetry;
  return (kept, day, happened) => {
    const { visit } = kept;
    const reached: Measurement[] = [];
    if (!visit) return reached;
    const isReached = (target: Target) => {
      const pattern = typeof target === 'string' ? target : (target.path ?? eventMark + target.event);
      return happened.some((what) => what === pattern || fits(pattern, what));
    };
    for (const [name, target] of Object.entries(goals))
      if (!visit.goals.includes(name) && isReached(target)) {
        visit.goals.push(name);
        reached.push({ kind: 'goal', name, new: claim(kept, `goal ${name}`, day), entry: visit.entry });
      }
    for (const [funnel, steps] of Object.entries(funnels)) {
      // Every object has something under names like `constructor`, which is no number.
      const step = ~~(visit.steps[funnel] as number) + 1;
      const next = step <= mostSteps && steps[step - 1];
      if (!next || !isReached(next)) continue;
      visit.steps[funnel] = step;
      reached.push({ kind: 'step', funnel, step, new: claim(kept, `step ${funnel} ${step}`, day) });
    }
    return reached;
  };
}
