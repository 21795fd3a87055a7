import type { Dropped, Entry } from '../wire/batch.ts';
import type { Day } from '../wire/calendar.ts';
import type { Sent } from '../wire/sent.ts';

/** A visit in progress; it has no id, and nothing of it but its entry is ever sent. */
export interface Visit {
  /** Views so far. */
  nth: number;
  /** The path of the last view. */
  path?: string;
  readonly entry: Entry;
  /** The last activity: a view, or visible focused time. */
  at: number;
  /** Goals reached. */
  readonly goals: string[];
  /** Steps reached of each funnel. */
  readonly steps: Record<string, number>;
}

/** An event as the wire knows it, but for its age. */
export interface Measurement {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A batch that waits: id and events are fixed and stored before it is first posted; only ages are written anew. */
export interface Waiting extends Sent {
  /** Not before this instant, but at page hide; searches travel on their own. */
  readonly dueAt: number;
  /** Until then only the tab that made it posts it. */
  heldUntil: number;
}

/** All that one purpose keeps on the device, under the key `telemetry:{purpose}`. It names nobody, and goes as a whole. */
export interface Kept {
  /** False where the storage is blocked or full: then it lives as long as the page. */
  lasting: boolean;
  /** The last visit day, the week of the first visit, and the last visit's period: the three integers. */
  day?: Day;
  week?: number;
  period?: number;
  visit?: Visit | undefined;
  /** What this browser made in the period `madeIn`: hashes, salted here, each with its last day. */
  readonly salt: number;
  made: Record<string, Day>;
  madeIn?: number;
  outbox: Waiting[];
  /** What could not be delivered since the last batch, by reason. */
  dropped?: Dropped | undefined;
  /** The collector asked for patience until then. */
  quietUntil: number;
  /** Arrived, says a page that went away; it is taken out of the outbox when somebody looks. */
  arrived: Waiting[];
  /** What arrived, for the visitor to read: see `Sent`. One text, which a browser copies at once, however much it is. */
  sent: string;
}

/** What a browser keeps that has measured nothing yet. */
export function nothingKept(): Kept {
  return {
    lasting: true,
    salt: Math.floor(Math.random() * 2 ** 32),
    made: {},
    outbox: [],
    arrived: [],
    quietUntil: 0,
    sent: '',
  };
}
