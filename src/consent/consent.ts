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

/** The one state of the browser. */
export interface Consent {
  /** Whether `purpose` is open to this visitor now. Never throws. */
  isGranted(purpose: string): boolean;
  /** The effective answer; null before the first one. */
  decision(): Decision | null;
  /** True where the visitor said yes to one of these purposes although the browser itself asks not to (GPC, DNT). */
  isOverridden(purpose: string): boolean;
  /** Calls `react` after every change, from this tab or another; answers a function that ends it. */
  subscribe(react: (decision: Decision | null) => void): () => void;
}
