import { signalPurposes } from '../wire/purposes.ts';
import type { Config } from './config.ts';
import type { Decision } from './consent.ts';
import type { Signals } from './signals.ts';

/** What the cookie remembers: ids, a version and a day. No identifier. */
export interface Answer {
  readonly policy: string;
  /** The day it was given, `2026-11-22`. */
  readonly on: string;
  readonly granted: readonly string[];
  readonly refused: readonly string[];
  /** Granted although the browser itself asked not to. */
  readonly over: readonly string[];
}

export type State = 'granted' | 'refused' | 'unasked';

/** Which is newer: negative where `a` is older than `b`. Dates, or dotted numbers, part by part. */
export function compareVersions(a: string, b: string): number {
  // The first comparison in a page loads the rules of sorting, 15 ms and more: not for a version that is the same.
  return a === b ? 0 : a.localeCompare(b, 'en', { numeric: true });
}

/** Every purpose a visitor can answer: each configured one but `necessary`, and one cross-border yes a foreign recipient. */
export function answerable({ purposes, services, operator: { country = 'KZ' } }: Config): string[] {
  const abroad = services.filter((service) => service.country !== country && !service.writtenForm);
  return [
    ...purposes
      .map((purpose) => purpose.id)
      .filter((id) => id !== 'necessary' && !(id === crossborder && abroad.length)),
    ...abroad.map((service) => `${crossborder}:${service.id}`),
  ];
}

const crossborder = 'crossborder';

/** What "accept" may grant: never `crossborder` (its own switch or placeholder) nor `newsletter` (its own box). */
export function acceptable(id: string): boolean {
  return !/^(crossborder|newsletter)/.test(id);
}

const asksNot = (id: string, signals: Signals) => signals.refuses && (signalPurposes as readonly string[]).includes(id);

/**
 * What the answer to one purpose comes to today.
 *
 * Silence, an expired answer and one given under an older material policy are `unasked`; a browser's own refusal is
 * `refused` unless the visitor said yes in spite of it. Source: policy §15, §22; https://w3c.github.io/gpc/
 */
export function stateOf(id: string, answer: Answer | null, config: Config, signals: Signals, today: string): State {
  const { version, material, changed } = config.policy;
  const [what = ''] = id.split(':'); // `changed` knows purposes, not each recipient abroad
  if (signals.cookiesOff || (config.signals === 'wins' && asksNot(id, signals) && !answer?.over.includes(id)))
    return 'refused';
  if (
    !answer ||
    Date.parse(today) - Date.parse(answer.on) >= config.reaskDays * 864e5 ||
    (material !== false && compareVersions(answer.policy, version) < 0 && (changed ?? [what]).includes(what))
  )
    return 'unasked';
  return answer.granted.includes(id) ? 'granted' : answer.refused.includes(id) ? 'refused' : 'unasked';
}

/** The purposes that the banner must ask for; all that it may where nothing is decided yet. */
export function mustAsk(decision: Decision | null, config: Config): string[] {
  return (decision?.unasked ?? answerable(config)).filter(acceptable);
}

/** The effective decision, with every signal and date taken into account; null where nobody has said anything. */
export function settle(answer: Answer | null, config: Config, signals: Signals, today: string): Decision | null {
  const states: Record<State, string[]> = { granted: ['necessary'], refused: [], unasked: [] };
  for (const id of answerable(config)) states[stateOf(id, answer, config, signals, today)].push(id);
  const { granted, refused, unasked } = states;
  // One word for all recipients abroad, for an owner's `data-kelisim="crossborder"`.
  if (/:/.test(`${granted}`) && !/:/.test(`${refused}${unasked}`)) granted.push(crossborder);
  return answer || refused.length
    ? { policy: answer?.policy ?? config.policy.version, on: answer?.on ?? today, ...states }
    : null;
}

/**
 * The next answer to remember.
 *
 * `choices` holds what was said now; what was said earlier and still holds stays, with the older day, so that nothing
 * is kept longer than its own 180 days. A signal is not turned into a remembered refusal. Purposes that left the
 * configuration leave the record.
 */
export function answerWith(
  choices: Readonly<Record<string, boolean>>,
  previous: Answer | null,
  config: Config,
  signals: Signals,
  today: string,
): Answer {
  const next = { granted: [] as string[], refused: [] as string[], over: [] as string[] };
  let on = today;
  for (const id of answerable(config)) {
    let said = choices[id];
    let over = asksNot(id, signals);
    if (said === undefined) {
      const before = stateOf(id, previous, config, {}, today);
      if (!previous || before === 'unasked') continue;
      said = before === 'granted';
      over = previous.over.includes(id);
      on = previous.on;
    }
    (said ? next.granted : next.refused).push(id);
    if (said && over) next.over.push(id);
  }
  return { policy: config.policy.version, on, ...next };
}
