import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** A random id that names nobody: 22 base64url characters (132 bits). */
export const RandomId = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });

/** A site's name at the collector: a host name, `localhost` included. */
export const SiteName = Type.String({ pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$' });

/** A date in the site's zone, `2026-11-22`. */
export const DateText = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' });

/** The address of a page without query and fragment, its variable parts already replaced. */
export const Path = Type.String({ minLength: 1, maxLength: 200, pattern: '^/[^\\u0000-\\u0020?#]*$' });

/** The name of an owner's event, goal, funnel or property. */
export const Name = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,39}$' });

const Host = Type.String({ minLength: 1, maxLength: 253, pattern: '^[^\\u0000-\\u0020/?#@]+$' });
const Label = Type.String({ minLength: 1, maxLength: 40 });

/** Whole minutes between the event and the post; above 10,080 (7 days) the event is dropped and counted. */
const ageMinutes = Type.Integer({ minimum: 0, maximum: 10_000_000 });

/** Absent: a repeat. `day`: this browser's first of the day. `period`: also its first of the four-week period. */
export const New = Type.Union([Type.Literal('day'), Type.Literal('period')]);

const Campaign = Type.Object(
  { source: Type.Optional(Label), medium: Type.Optional(Label), name: Type.Optional(Label) },
  { ...closed, minProperties: 1 },
);

/** Where a visit came in: the first measured view of it. */
export const Entry = Type.Object(
  { path: Path, referrer: Type.Optional(Host), campaign: Type.Optional(Campaign) },
  closed,
);

/** What is first about this view for this browser; each flag is sent only where it is true. */
export const First = Type.Object(
  {
    on: DateText,
    day: Type.Optional(Type.Boolean()),
    week: Type.Optional(Type.Boolean()),
    month: Type.Optional(Type.Boolean()),
    ever: Type.Optional(Type.Boolean()),
    period: Type.Optional(Type.Boolean()),
    weeksSinceFirst: Type.Optional(Type.Integer({ minimum: 0, maximum: 13 })),
  },
  closed,
);

export const View = Type.Object(
  {
    kind: Type.Literal('view'),
    ageMinutes,
    path: Path,
    new: Type.Optional(New),
    nth: Type.Integer({ minimum: 0, maximum: 50 }),
    from: Type.Optional(Path),
    entry: Type.Optional(Entry),
    first: Type.Optional(First),
  },
  closed,
);

export const Leave = Type.Object(
  {
    kind: Type.Literal('leave'),
    ageMinutes,
    path: Path,
    new: Type.Optional(New),
    engagedSeconds: Type.Integer({ minimum: 0, maximum: 1800 }),
    scroll: Type.Enum([0, 25, 50, 75, 100]),
  },
  closed,
);

/** Milliseconds, but for CLS, which has no unit. Source: https://web.dev/articles/vitals */
export const Vital = Type.Object(
  {
    kind: Type.Literal('vital'),
    ageMinutes,
    path: Path,
    new: Type.Optional(New),
    newName: Type.Optional(New),
    name: Type.Enum(['LCP', 'INP', 'CLS', 'FCP', 'TTFB']),
    value: Type.Number({ minimum: 0, maximum: 600_000 }),
  },
  closed,
);

export const OwnersEvent = Type.Object(
  {
    kind: Type.Literal('event'),
    ageMinutes,
    name: Name,
    new: Type.Optional(New),
    props: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,39}$' }),
        Type.Union([Type.String({ maxLength: 100 }), Type.Number(), Type.Boolean()]),
        { ...closed, minProperties: 1, maxProperties: 5 },
      ),
    ),
  },
  closed,
);

export const Goal = Type.Object(
  { kind: Type.Literal('goal'), ageMinutes, name: Name, new: Type.Optional(New), entry: Entry },
  closed,
);

export const Step = Type.Object(
  {
    kind: Type.Literal('step'),
    ageMinutes,
    funnel: Name,
    step: Type.Integer({ minimum: 1, maximum: 10 }),
    new: Type.Optional(New),
  },
  closed,
);

const results = Type.Union([Type.Literal('none'), Type.Literal('some'), Type.Literal('unknown')]);

/** Scrubbed words of the site's own search. Source: policy §5.7. */
export const Search = Type.Object(
  { kind: Type.Literal('search'), ageMinutes, words: Type.String({ minLength: 1, maxLength: 64 }), results },
  closed,
);

/** A term of the owner's vocabulary, matched on the device; -1 is "other". */
export const Term = Type.Object(
  { kind: Type.Literal('term'), ageMinutes, term: Type.Integer({ minimum: -1, maximum: 100_000 }), results },
  closed,
);

/** The nearest of the owner's places, or "elsewhere". Source: policy §5.8. */
export const Place = Type.Object(
  { kind: Type.Literal('place'), ageMinutes, name: Type.String({ minLength: 1, maxLength: 80 }) },
  closed,
);

/** What the browser could not deliver, by reason. */
export const Dropped = Type.Object(
  {
    expired: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    full: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    clamped: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    rejected: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  closed,
);

/** The visitor's surroundings, coarse on purpose. `width`: S under 576 CSS pixels, M under 992, L under 1440, else XL. */
export const Env = Type.Object(
  {
    language: Type.String({ pattern: '^[a-z]{2,3}$' }),
    zone: Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,40}$' }),
    width: Type.Enum(['S', 'M', 'L', 'XL']),
  },
  closed,
);

const head = {
  v: Type.Literal(1),
  id: RandomId,
  site: SiteName,
  policy: Type.String({ minLength: 1, maxLength: 40 }),
  env: Type.Optional(Env),
  dropped: Type.Optional(Dropped),
  signal: Type.Optional(Type.Literal('overridden')),
};

/** The kinds of event each telemetry purpose covers; anything else in such a batch is a 409. */
export const kindsOf = {
  statistics: ['view', 'leave', 'vital', 'event', 'goal', 'step'],
  search: ['search', 'term'],
  location: ['place'],
} as const;

/** Any event of version 1. */
export const Event = Type.Union([View, Leave, Vital, OwnersEvent, Goal, Step, Search, Term, Place]);

/**
 * What a browser posts to `/v1/batches`: events of one purpose, at most 100 of them and 64 KiB in all.
 *
 * Closed: an unknown field is refused. Version 1 is read for ever.
 */
export const Batch = Type.Object(
  {
    ...head,
    purpose: Type.Union([Type.Literal('statistics'), Type.Literal('search'), Type.Literal('location')]),
    events: Type.Array(Event, { minItems: 0, maxItems: 100 }),
  },
  closed,
);

export type Batch = Static<typeof Batch>;
export type Event = Static<typeof Event>;
export type View = Static<typeof View>;
export type Leave = Static<typeof Leave>;
export type Vital = Static<typeof Vital>;
export type Search = Static<typeof Search>;
export type Term = Static<typeof Term>;
export type Place = Static<typeof Place>;
export type Entry = Static<typeof Entry>;
export type First = Static<typeof First>;
export type New = Static<typeof New>;
export type Env = Static<typeof Env>;
export type Dropped = Static<typeof Dropped>;
