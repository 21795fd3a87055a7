import type { OwnersConfig } from '../wire/config.ts';
import type { DeclaredLists } from './declared.ts';

/** A site as the collector knows it. */
export interface Site {
  readonly name: string;
  /** Exact origins, or `http://localhost:*` for any port of this machine (development). */
  readonly origins: readonly string[];
  readonly zone: string;
  /** Values that hide nobody. `terms` is the vocabulary, in order: a term is sent by its number and shown by its word. */
  readonly declared: DeclaredLists;
  /** The owner's configuration, from which the words that a receipt hashes can be told; absent where none was given. */
  readonly config?: OwnersConfig;
  /** Made-up traffic: takes no batches and is marked wherever it is shown. */
  readonly sample?: true;
}

export const nothingDeclared: DeclaredLists = { routes: [], events: [], goals: [], funnels: [], places: [], terms: [] };

/** What counts as declared in an owner's configuration. */
export function declaredIn(config: OwnersConfig): DeclaredLists {
  const telemetry = config.telemetry ?? {};
  const vocabulary = telemetry.search?.vocabulary;
  return {
    routes: telemetry.routes ?? [],
    events: Object.keys(telemetry.events ?? {}),
    goals: Object.keys(telemetry.goals ?? {}),
    funnels: Object.keys(telemetry.funnels ?? {}),
    places: (telemetry.places ?? []).map((place) => place.name),
    terms: Array.isArray(vocabulary) ? vocabulary : [],
  };
}

/**
 * Whether a page of `origin` may report as this site: exact scheme, host and port.
 *
 * `null`, a missing origin and look-alikes (`https://site.kz.evil.com`) are no match. Source: requirements K-13; RFC 6454.
 */
export function isListed(origins: readonly string[], origin: string | undefined): origin is string {
  if (origin === undefined) return false;
  return origins.some((listed) =>
    listed === anyLocalhost ? /^http:\/\/localhost(:\d{1,5})?$/.test(origin) : listed === origin,
  );
}

/** The one wildcard that is allowed: any port of the developer's own machine. */
export const anyLocalhost = 'http://localhost:*';
