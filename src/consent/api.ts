import type { DecidingConsent, Decision } from './consent.ts';
import { acceptable } from './rules.ts';

/** What a withdrawal could remove from this browser, and what it could not see or delete. */
export interface Withdrawal {
  readonly removed: readonly string[];
  readonly remaining: readonly string[];
}

/** `window.kelisim`, and what `start` answers. */
export interface Kelisim {
  readonly ready: Promise<void>;
  isGranted(purpose: string): boolean;
  decision(): Decision | null;
  /** Resolves once `purpose` is granted, at once if it is. */
  when(purpose: string): Promise<void>;
  /** Refusing always works; granting needs a person's click or key, and never covers `crossborder`. */
  decide(choices: Readonly<Record<string, boolean>>): void;
  withdraw(): Promise<Withdrawal>;
  open(surface: 'preferences' | 'data'): void;
  /** The newest receipt kept on this device; null where there is none. */
  receipt(): Promise<object | null>;
  track(name: string, props?: Record<string, unknown>): void;
  search(words: string, options?: { results?: number }): void;
  place(): Promise<string | null>;
  on(type: 'decision', react: (decision: Decision | null) => void): () => void;
  /** Calls each at once; what one throws is its own. */
  push(...works: readonly ((api: Kelisim) => void)[]): void;
}

/** What of the interface is not consent itself. */
export type Reach = Pick<Kelisim, 'open' | 'withdraw' | 'receipt'>;

/** Comes where measuring for a purpose is allowed. */
type Measuring = (
  purpose: 'statistics' | 'search' | 'location',
) => Promise<Pick<Kelisim, 'track' | 'search' | 'place'> | undefined>;

/** Creates the owner's interface to the one state. A script can refuse for the visitor, and grant only in their click. */
export function createApi(consent: DecidingConsent, reach: Reach, telemetry: Measuring): Kelisim {
  const api: Kelisim = {
    ready: Promise.resolve(),
    isGranted: consent.isGranted,
    decision: consent.decision,
    when: (purpose) =>
      new Promise((resolve) => {
        const look = () => {
          if (!consent.isGranted(purpose)) return;
          end();
          resolve();
        };
        const end = consent.subscribe(look);
        look();
      }),
    decide(choices) {
      const { userActivation } = navigator as { userActivation?: { isActive: boolean } };
      const believed: Record<string, boolean> = {};
      for (const id of consent.answerable) {
        const said = choices[id];
        if (said === false || (said && userActivation?.isActive && acceptable(id))) believed[id] = said;
        else if (said) console.warn(`kelisim: only a click grants "${id}"`);
      }
      if (Object.keys(believed)[0])
        consent.decide({ choices: believed, surface: 'script', method: 'pointer', text: '', language: '' });
    },
    ...reach,
    track: (name, props) => void telemetry('statistics').then((measuring) => measuring?.track(name, props)),
    search: (words, options) => void telemetry('search').then((measuring) => measuring?.search(words, options)),
    place: async () => (await telemetry('location'))?.place() ?? null,
    on: (_type, react) => consent.subscribe(react),
    push: (...works) => works.forEach(async (work) => work(api)),
  };
  return api;
}
