import type { Kelisim } from './consent/api.ts';
import { parseConfig } from './consent/parse.ts';
import { createTrust } from './consent/trust.ts';
import { type Load, start as open } from './start.ts';
import type { OwnersConfig } from './wire/config.ts';

export type { Kelisim } from './consent/api.ts';
export type { Decision } from './consent/consent.ts';
export type { OwnersConfig } from './wire/config.ts';

const chunks: { [N in Parameters<Load>[0]]: () => Promise<unknown> } = {
  agreement: () => import('./ask/agreement.ts'),
  erase: () => import('./consent/gates/erase.ts'),
  gates: () => import('./ask/gates.ts'),
  preferences: () => import('./ui/open.tsx'),
  receipts: () => import('./receipts/receipts.ts'),
  telemetry: () => import('./telemetry/telemetry.ts'),
  extras: () => import('./telemetry/extras.ts'),
  vitals: () => import('web-vitals'),
  ru: () => import('./words/ru.ts'),
  kk: () => import('./words/kk.ts'),
  en: () => import('./words/en.ts'),
};

/**
 * Starts Kelisim from a bundle of your own and answers the same object as `window.kelisim`.
 *
 * `collector` has no default here: without it there is consent and no telemetry. A second call answers the first
 * one's object. Throws a readable error on a bad configuration; on a server import it freely, and do not call it.
 */
export function start(config: OwnersConfig): Kelisim {
  const page = window as unknown as { kelisim?: Kelisim };
  if (page.kelisim?.isGranted) return page.kelisim;
  const parsed = parseConfig({ collector: null, ...config }, '');
  const api = open(parsed, ((name) => chunks[name]()) as Load, createTrust(), 'kelisim.css');
  page.kelisim = api;
  return api;
}
