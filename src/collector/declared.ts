import { type Kind, none, other } from './tables.ts';

/** What a site's configuration declares, ready to be asked about one value. */
export interface Declared {
  readonly path: ReadonlySet<string>;
  readonly event: ReadonlySet<string>;
  readonly goal: ReadonlySet<string>;
  readonly funnel: ReadonlySet<string>;
  readonly place: ReadonlySet<string>;
  /** How many terms the vocabulary has. */
  readonly terms: number;
}

/** The lists of a configuration, as the ledger's settings hold them. */
export interface DeclaredLists {
  readonly routes: readonly string[];
  readonly events: readonly string[];
  readonly goals: readonly string[];
  readonly funnels: readonly string[];
  readonly places: readonly string[];
  readonly terms: readonly string[];
}

export function readDeclared(lists: DeclaredLists): Declared {
  return {
    path: new Set(lists.routes),
    event: new Set(lists.events),
    goal: new Set(lists.goals),
    funnel: new Set(lists.funnels),
    place: new Set(lists.places),
    terms: lists.terms.length,
  };
}

/**
 * Whether a value hides nobody by itself: it comes from a closed list, or the owner's configuration names it. `(none)`,
 * `(other)` and the empty value of a missing dimension are ours.
 */
export function isDeclared(declared: Declared, kind: Kind, value: string): boolean {
  if (kind === 'closed' || value === '' || value === none || value === other) return true;
  switch (kind) {
    case 'path':
    case 'event':
    case 'goal':
    case 'funnel':
    case 'place':
      return declared[kind].has(value);
    case 'term':
      return value === '-1' || (/^\d{1,6}$/.test(value) && Number(value) < declared.terms);
    default:
      return false;
  }
}
