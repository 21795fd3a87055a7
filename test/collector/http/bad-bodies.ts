import { batch, receipt, view } from './open-collector.ts';

/** What must never come back in an answer: it stands wherever a made-up text stands. */
export const canary = 'Ахметов-871008401427';

export interface BadBody {
  readonly path: 'v1/batches' | 'v1/receipts';
  readonly body: Buffer;
}

/** Numbers from 0 up to 1, the same for the same seed, so that a failing body can be made again. Source: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Maker = (random: Random) => Buffer;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Makes a body that does not fit, or hardly. */
export function makeBadBody(random: Random): BadBody {
  const share = random();
  const [, make] = makers.find(([upTo]) => share < upTo) ?? makers[0];
  return { path: random() < 0.8 ? 'v1/batches' : 'v1/receipts', body: make(random) };
}

const good = (random: Random): unknown =>
  pick(random, [
    batch,
    receipt,
    () =>
      batch({
        purpose: 'search',
        events: [{ kind: 'search', ageMinutes: 0, words: 'узи', results: 'some', new: 'day' }],
      }),
    () =>
      batch({ events: [view(), view({ nth: 2 }), { kind: 'event', ageMinutes: 1, name: 'call', props: { a: 'b' } }] }),
  ])();

const atoms: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  '',
  canary,
  '\ud800',
  '\u0000',
  '1',
  'a'.repeat(5000),
  `/${'ы'.repeat(300)}`,
  [],
  {},
  [[]],
  ['__proto__'],
  '=1+1',
  '<script>',
  '2026-13-45',
];
const names = [
  'v',
  'id',
  'site',
  'kind',
  'path',
  'events',
  'props',
  '__proto__',
  'constructor',
  'toString',
  canary,
  '',
];

function nonsense(random: Random, depth = 0): unknown {
  if (depth > 5 || random() < 0.5) return pick(random, atoms);
  const size = Math.floor(random() * 5);
  if (random() < 0.5) return Array.from({ length: size }, () => nonsense(random, depth + 1));
  return Object.fromEntries(Array.from({ length: size }, () => [pick(random, names), nonsense(random, depth + 1)]));
}

/** Changes, removes or adds one field somewhere. */
function bend(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return nonsense(random, 3);
  const entries = Object.entries(value);
  const at = Math.floor(random() * entries.length);
  const entry = entries[at];
  const way = random();
  if (Array.isArray(value)) return value.map((one, index) => (index === at ? bend(random, one) : one));
  if (entry && way < 0.7) entries[at] = [entry[0], bend(random, entry[1])];
  else if (way < 0.85) entries.splice(at, 1);
  else entries.push([pick(random, names), nonsense(random, 3)]);
  return Object.fromEntries(entries);
}

/** Breaks a few bytes of an honest body: other bytes, a cut, a piece twice. */
const broken: Maker = (random) => {
  let bytes = Buffer.from(JSON.stringify(good(random)));
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const at = Math.floor(random() * bytes.length);
    const noise = Buffer.from(Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * 256)));
    const rest = bytes.subarray(at + Math.floor(random() * 3));
    bytes = Buffer.concat([bytes.subarray(0, at), noise, ...(random() < 0.2 ? [] : [rest])]);
  }
  return bytes;
};

/** Well made, and refused for what it says. */
const alien = (random: Random): unknown =>
  pick(random, [
    () => batch({ purpose: 'location' }),
    () => batch({ site: 'other.kz' }),
    () => batch({ site: 'localhost' }),
    () => receipt({ site: 'clinic.kz.evil.com' }),
  ])();

/** Large, deep or both; each is dear, so they are few. */
const huge = (random: Random): string =>
  pick<() => string>(random, [
    () => `"${'a'.repeat(65_536)}"`,
    () => '['.repeat(30_000),
    () => `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`,
    () => JSON.stringify(batch({ events: Array.from({ length: 101 }, () => view()) })),
    () => JSON.stringify(batch({ events: Array.from({ length: 5000 }, () => 0) })),
    () => JSON.stringify(batch({ [canary]: 'ы'.repeat(20_000) })),
    () => `${' '.repeat(60_000)}${JSON.stringify(batch({ v: 2 }))}`,
    () => `{${Array.from({ length: 6000 }, (_, at) => `"k${at}":0`).join()}}`,
    () => `1${'0'.repeat(60_000)}`,
  ])();

const asBuffer =
  (make: (random: Random) => string): Maker =>
  (random) =>
    Buffer.from(make(random));

/** Each kind with the share of all up to which it reaches. */
const makers: readonly [readonly [number, Maker], ...(readonly [number, Maker])[]] = [
  [0.5, asBuffer((random) => JSON.stringify(bend(random, good(random))) ?? '')],
  [0.8, broken],
  [0.92, asBuffer((random) => JSON.stringify(nonsense(random)))],
  [0.97, (random) => Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)))],
  [0.99, asBuffer((random) => JSON.stringify(alien(random)))],
  [1, asBuffer(huge)],
];
