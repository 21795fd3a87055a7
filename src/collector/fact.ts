import type { New } from '../wire/batch.ts';

declare const anonymous: unique symbol;

/** What is known of a browser, coarse: families and codes from closed lists, `other` or `unknown` where none fits. */
export interface Surroundings {
  readonly browser: string;
  readonly system: string;
  /** `phone`, `tablet`, `computer`, `tv` or `unknown`. */
  readonly device: string;
  /** Base language, like `ru`. */
  readonly language: string;
  /** ISO 3166-1 alpha-2, from the browser's time zone; `unknown` where the zone names none. */
  readonly country: string;
}

/** Where a visit came in; `referrer` is a registrable domain, `campaign` is `source / medium / name`. */
export interface EntryPoint {
  readonly path: string;
  readonly referrer?: string;
  readonly campaign?: string;
}

/** The unique flags of a view; believed only when the device's date is within a day of the site's. */
export interface Flags {
  readonly day?: boolean;
  readonly week?: boolean;
  readonly month?: boolean;
  readonly ever?: boolean;
  readonly period?: boolean;
  readonly weeksSinceFirst?: number;
}

interface Measured {
  readonly [anonymous]: true;
  /** The site's day of the event itself, days since 1970-01-01. */
  readonly day: number;
  /** The site's hour of the event itself, 0 to 23. */
  readonly hour: number;
  /** True where the day had closed before the event arrived: counted, but not in `hours`, and in `quality` as `late`. */
  readonly late?: true;
}

export interface ViewFact extends Measured {
  readonly kind: 'view';
  readonly path: string;
  readonly new?: New;
  readonly nth: number;
  readonly from?: string;
  readonly entry?: EntryPoint;
  readonly first?: Flags;
}
export interface LeaveFact extends Measured {
  readonly kind: 'leave';
  readonly path: string;
  readonly new?: New;
  readonly engagedSeconds: number;
  readonly scroll: number;
}
export interface VitalFact extends Measured {
  readonly kind: 'vital';
  readonly path: string;
  readonly new?: New;
  readonly newName?: New;
  readonly name: string;
  readonly value: number;
}
export interface EventFact extends Measured {
  readonly kind: 'event';
  readonly name: string;
  readonly new?: New;
  readonly props?: Readonly<Record<string, string>>;
}
export interface GoalFact extends Measured {
  readonly kind: 'goal';
  readonly name: string;
  readonly new?: New;
  readonly entry: EntryPoint;
}
export interface StepFact extends Measured {
  readonly kind: 'step';
  readonly funnel: string;
  readonly step: number;
  readonly new?: New;
}
export interface SearchFact extends Measured {
  readonly kind: 'search';
  /** Scrubbed words, or the number of a vocabulary term (-1: other) as text. Never both. */
  readonly words?: string;
  readonly term?: string;
  readonly results: 'none' | 'some' | 'unknown';
}
export interface PlaceFact extends Measured {
  readonly kind: 'place';
  readonly name: string;
}

/** A measurement without a person; it lives in memory and in the log's hour. Only `anonymise` makes one. */
export type Fact = ViewFact | LeaveFact | VitalFact | EventFact | GoalFact | StepFact | SearchFact | PlaceFact;

/** One batch as it goes into the log: made anonymous, admitted, not yet counted. */
export interface Admitted {
  /** The batch's random id, for counting once; it stands in the log and, with its day, in `seen/`. */
  readonly id: string;
  readonly site: string;
  /** The site's day of the acceptance. */
  readonly day: number;
  /** A keyed 4-bit bucket of the network prefix (K-10); null for loopback and private addresses, which are not capped. */
  readonly bucket: number | null;
  readonly surroundings: Surroundings;
  readonly facts: readonly Fact[];
  /** What the browser says it dropped, and what admission dropped (`expired`), by reason, for `quality`. */
  readonly dropped: Readonly<Record<string, number>>;
}
