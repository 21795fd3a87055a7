import type { Day } from '../wire/calendar.ts';
import type { TelemetryConfig } from '../wire/config.ts';
import type { Kept, Measurement } from './kept.ts';
import { claim } from './made.ts';

/** A path with variable parts, or an event of the owner's. */
type Target = string | { path?: string; event?: string };

/**
 * The goals and the next steps of funnels that a view or event reaches: a goal once a visit, with the visit's entry; a
 * step once a visit, in order. `isReached` tells whether a target is what just happened.
 */
export function reach(
  kept: Kept,
  { goals = {}, funnels = {} }: TelemetryConfig,
  day: Day,
  isReached: (target: Target) => boolean,
): Measurement[] {
  const { visit } = kept;
  const reached: Measurement[] = [];
  if (!visit) return reached;
  for (const [name, target] of Object.entries(goals))
    if (!visit.goals.includes(name) && isReached(target)) {
      visit.goals.push(name);
      reached.push({ kind: 'goal', name, new: claim(kept, `goal ${name}`, day), entry: visit.entry });
    }
  for (const [funnel, steps] of Object.entries(funnels)) {
    const done = visit.steps[funnel] ?? 0;
    const next = steps[done];
    if (!next || !isReached(next)) continue;
    const step = done + 1;
    visit.steps[funnel] = step;
    reached.push({ kind: 'step', funnel, step, new: claim(kept, `step ${funnel} ${step}`, day) });
  }
  return reached;
}
