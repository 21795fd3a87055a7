import type { Config } from './config.ts';
import { formatAnswer, type Jar, readAnswer } from './jar.ts';
import { type Answer, answerable, answerWith, mustAsk, settle } from './rules.ts';
import type { Signals } from './signals.ts';

/** What a visitor's answer comes to now: silence, an outdated policy and a browser's own refusal are already in it. */
export interface Decision {
  /** The policy version it was given under. */
  readonly policy: string;
  /** The day it was given, `2026-11-22`. */
  readonly on: string;
  readonly granted: readonly string[];
  readonly refused: readonly string[];
  readonly unasked: readonly string[];
}

/** What was said and how, for the receipt; null `said` where a script refused. */
export interface Act {
  readonly choices: Readonly<Record<string, boolean>>;
  readonly surface: 'banner' | 'preferences' | 'placeholder' | 'script';
  readonly method: 'pointer' | 'keyboard';
  /** The exact words that were shown. */
  readonly text: string;
  readonly language: string;
}

/** The one state of the browser. */
export interface Consent {
  /** Whether `purpose` is open to this visitor now. Never throws. */
  isGranted(purpose: string): boolean;
  /** The effective answer; null before the first one. */
  decision(): Decision | null;
  /** True where the visitor’s yes to `purpose` stands although the browser itself asks not to (GPC, DNT). */
  isOverridden(purpose: string): boolean;
  /** Calls `react` after every change, from this tab or another; answers a function that ends it. */
  subscribe(react: (decision: Decision | null) => void): () => void;
}

/** The state with its one way in; only the house's own doors hold it. */
export interface DecidingConsent extends Consent {
  /** Every purpose that a visitor can answer; a recipient abroad is one of its own (`crossborder:meet`). */
  readonly answerable: readonly string[];
  /** The purposes that the banner must ask for now. */
  mustAsk(): string[];
  /** Takes an answer: remembers it, then tells every subscriber after the next paint, and the other tabs. */
  decide(act: Act): void;
  /** Calls `react` for each answer given in this tab, with the decision before it: receipts and erasing live on it. */
  onAct(react: (act: Act, before: Decision | null) => void): void;
}

/**
 * Creates the one state: it knows the answer, and nothing of checkboxes, scripts or networks.
 *
 * `now` is in milliseconds since 1970; days are UTC days.
 */
export function createConsent(
  config: Config,
  jar: Jar,
  signals: Signals,
  now: () => number = Date.now,
): DecidingConsent {
  const today = () => new Date(now()).toISOString().slice(0, 10);
  let known = jar.read();
  let answer = readAnswer(known, now());
  const reactions = new Set<(decision: Decision | null) => void>();
  const acts: ((act: Act, before: Decision | null) => void)[] = [];
  // Every gate asks: settled anew only on another day, and for another answer.
  let settled: [day?: number, of?: Answer | null, decision?: Decision | null] = [];
  const decision = () => {
    // By its number: every check asks, and the day's name is the dearest of it.
    const day = Math.floor(now() / 864e5);
    if (settled[0] !== day || settled[1] !== answer) settled = [day, answer, settle(answer, config, signals, today())];
    return settled[2] as Decision | null;
  };
  const isGranted = (purpose: string) => purpose === 'necessary' || !!decision()?.granted.includes(purpose);

  // Each in a promise of its own: one broken reaction must not keep the others from obeying the answer.
  const tell = () => {
    for (const react of [...reactions]) (async () => react(decision()))();
  };

  const tabs = window.BroadcastChannel && new BroadcastChannel('kelisim');
  /** Told what is remembered by the tab that wrote it: in Firefox the cookie may come to this one's process after its word. */
  const reread = ({ data }: { data?: string }) => {
    const next = data || jar.read();
    if (next === known) return;
    known = next;
    answer = readAnswer(known, now());
    tell();
  };
  if (tabs) tabs.onmessage = reread;
  // Also when a page comes back whole from the history; of one that goes away nobody waits for the cookie.
  document.addEventListener('visibilitychange', () => document.hidden || reread({}));
  // The channel ends at the host: what a sister subdomain answered is seen in the cookie they share.
  if (config.cookieDomain) setInterval(reread, 200, {});

  return {
    answerable: answerable(config),
    isGranted,
    decision,
    isOverridden: (purpose) => !!signals.refuses && isGranted(purpose),
    mustAsk: () => mustAsk(decision(), config),
    subscribe(react) {
      reactions.add(react);
      return () => reactions.delete(react);
    },
    onAct: (react) => void acts.push(react),
    decide(act) {
      const before = decision();
      answer = answerWith(act.choices, answer, config, signals, today());
      jar.write(formatAnswer(answer), new Date(Date.parse(answer.on) + config.reaskDays * 864e5));
      known = jar.read(); // where nothing can be kept, the answer still holds on this page
      for (const react of acts) react(act, before);
      tabs?.postMessage(known);
      painted().then(tell);
    },
  };
}

/** Once the click has painted: after a frame and a task; a page that paints nothing is not waited for. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 150);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
