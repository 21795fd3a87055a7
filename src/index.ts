import type { Kelisim } from './consent/api.ts';
import type { Config } from './consent/config.ts';
import { parseConfig } from './consent/parse.ts';
import { createTrust } from './consent/trust.ts';
import { type Load, start as open } from './start.ts';
import type { OwnersConfig } from './wire/config.ts';

export type { Kelisim } from './consent/api.ts';
export type { Decision } from './consent/consent.ts';
export type { OwnersConfig } from './wire/config.ts';

const chunks: { [N in Parameters<Load>[0]]: () => Promise<unknown> } = {
  agreement: () => import('./ask/agreement.ts'),
  erase: () => import('./ask/leave.ts'),
  seal: () => import('./ask/seal.ts'),
  after: () => import('./after.ts'),
  returning: () => import('./returning.ts'),
  gates: () => import('./ask/gates.ts'),
  rest: () => import('./ui/rest.ts'),
  preferences: () => import('./ui/open.tsx'),
  written: () => import('./ui/written.ts'),
  services: () => import('./services/services.ts'),
  receipts: () => import('./receipts/receipts.ts'),
  digest: () => import('./receipts/sha256.ts'),
  telemetry: () => import('./telemetry/telemetry.ts'),
  extras: () => import('./telemetry/extras.ts'),
  vitals: () => import('./telemetry/vitals.ts'),
  vocabulary: () => import('./telemetry/vocabulary.ts'),
  place: () => import('./telemetry/place.ts'),
  preact: () => import('./ui/preact.ts'),
  data: () => import('./ui/data.tsx'),
  declaration: () => import('./ui/declaration.ts'),
  toldru: () => import('./words/told/ru.ts'),
  toldkk: () => import('./words/told/kk.ts'),
  tolden: () => import('./words/told/en.ts'),
  ru: () => import('./words/ru.ts'),
  kk: () => import('./words/kk.ts'),
  en: () => import('./words/en.ts'),
};

/**
 * Starts Kelisim from a bundle of your own and answers the same object as `window.kelisim`.
 *
 * `collector` has no default here: without it there is consent and no telemetry. A second call answers the first
 * one's object. Throws a readable error on a bad configuration. On a server nothing is touched and nothing is granted:
 * the object answers no, and what waits there for a yes waits for ever.
 */
export function start(config: OwnersConfig): Kelisim {
  if (typeof document === 'undefined') return nobody;
  const page = window as unknown as { kelisim?: Kelisim | Work[] };
  const { kelisim: queue } = page;
  if (queue && 'isGranted' in queue) return queue;
  const parsed = parseConfig({ collector: null, ...config }, '');
  const load = ((name) => chunks[name]()) as Load;
  const begin = () => open(parsed, load, createTrust(), 'kelisim.css');
  const api = parsed.services.every(({ purpose }) => purpose) ? begin() : later(load, parsed, begin);
  page.kelisim = api;
  if (Array.isArray(queue)) api.push(...queue);
  return api;
}

/** The interface of a page whose services come from the catalogue: until that is there, silence is a no. */
function later(load: Load, config: Config, begin: () => Kelisim): Kelisim {
  let now: Kelisim | undefined;
  const works: Work[] = [];
  const coming = load('services').then((chunk) => {
    chunk.addCatalogue(config, works);
    now = begin();
    now.push(...works);
    return now;
  });
  coming.catch((error) => {
    console.error(`kelisim: ${(error as Error).message}`);
    document.documentElement.dataset.kelisimGranted = 'necessary';
  });
  return {
    ready: coming.then(() => {}),
    isGranted: (purpose) => now?.isGranted(purpose) ?? purpose === 'necessary',
    decision: () => now?.decision() ?? null,
    when: (purpose) => coming.then((api) => api.when(purpose)),
    decide: (choices) => now?.decide(choices),
    withdraw: () => coming.then((api) => api.withdraw()),
    open: (surface) => void coming.then((api) => api.open(surface)),
    receipt: () => coming.then((api) => api.receipt()),
    track: (name, props) => now?.track(name, props),
    search: (words, options) => now?.search(words, options),
    place: () => coming.then((api) => api.place()),
    on(type, react) {
      let off: (() => void) | undefined;
      let ended = false;
      coming.then((api) => {
        if (!ended) off = api.on(type, react);
      });
      return () => {
        ended = true;
        off?.();
      };
    },
    push: (...works) => void coming.then((api) => api.push(...works)),
  };
}

type Work = (api: Kelisim) => void;

/** What a server gets: nobody is there who could have said yes. */
const nobody: Kelisim = {
  ready: Promise.resolve(),
  isGranted: () => false,
  decision: () => null,
  when: () => new Promise(() => undefined),
  decide: () => undefined,
  withdraw: async () => ({ removed: [], remaining: [] }),
  open: () => undefined,
  receipt: async () => null,
  track: () => undefined,
  search: () => undefined,
  place: async () => null,
  on: () => () => undefined,
  push: () => undefined,
};
