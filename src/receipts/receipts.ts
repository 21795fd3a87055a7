import { createStore, promisifyRequest } from 'idb-keyval';
import type { Withdrawal } from '../consent/api.ts';
import type { Config } from '../consent/config.ts';
import type { Act, Consent, Decision } from '../consent/consent.ts';
import type { FormReceipt, Kept, Receipt, ReceiptBase } from '../wire/receipt.ts';
import { asSaid, sha256 } from './hash.ts';

/** A receipt on this device. */
export interface KeptReceipt extends Kept<Receipt> {
  /** When it is to be posted; absent once it was, or where it never is. */
  readonly dueAt?: number;
}

declare const VERSION: string;

/** The database is opened when it is first used. */
const store = createStore('kelisim', 'keyval');
const put = (kept: KeptReceipt | Kept<FormReceipt>, kind = 'receipt:') =>
  store('readwrite', (objects) => {
    const { id } = kept.receipt;
    // One that waits has a key of its own, by which every page sees it without reading what lies here.
    objects.delete(`${kind}~${id}`);
    objects.put(kept, kind + ((kept as KeptReceipt).dueAt ? '~' : '') + id);
    return promisifyRequest(objects.transaction); // `set` would bring along a second database, for nobody
  });

/** 22 letters and digits, 110 bits. */
const randomId = () =>
  crypto.getRandomValues(new Uint8Array(22)).reduce((id, byte) => id + (byte & 31).toString(32), '');

/** What a receipt meets outside; handed in, so that a test can hand in another. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** How long this page has sent no batch; a page that was just opened is about to. */
  quietMs(): number;
  /** Rejects where nothing answers. */
  post(url: string, init: RequestInit): Promise<{ readonly status: number }>;
  /** After `ms`, and also when the network comes back. */
  later(work: () => void, ms: number): void;
}

const real: World = {
  now: Date.now,
  quietMs() {
    const batches = performance.getEntriesByType('resource').filter(({ name }) => /batches$/.test(name));
    return performance.now() - (batches.pop()?.startTime ?? 0);
  },
  post: (url, init) => fetch(url, init),
  later(work, ms) {
    addEventListener('online', work, { once: true });
    setTimeout(work, ms);
  },
};

/**
 * What follows an answer that opened or closed something: its receipt is kept, and what was granted and is no longer
 * is erased. Answers what went and what is left. A no to what was not granted before leaves nothing here.
 */
export async function follow(
  config: Config,
  consent: Consent,
  act: Act,
  before: Decision | null,
  load: Load,
  world = real,
): Promise<Withdrawal> {
  const lost = before?.granted.filter((purpose) => !consent.isGranted(purpose)) ?? [];
  // What there is to take back and to look at is at hand from now on, also offline.
  // Only where a person answered: a page's script has no language.
  if (act.language)
    world.later(
      () =>
        void load('rest')
          .then((rest) => rest.keepAtHand(load, act.language))
          .catch(console.warn),
      5e3,
    );
  if (lost[0] || saysYes(act))
    await keep(config, act, before, world).catch((error) => console.warn('kelisim: no receipt', error));
  return lost[0] ? (await load('erase')).erase(config, consent, lost) : { removed: [], remaining: [] };
}

/** What follows an answer and lies elsewhere. */
interface Load {
  (name: 'erase'): Promise<{ erase(config: Config, consent: Consent, lost: readonly string[]): Promise<Withdrawal> }>;
  (name: 'rest'): Promise<{ keepAtHand(load: Load, language: string): unknown }>;
}

const saysYes = ({ choices }: Act) => Object.values(choices).includes(true);

/**
 * Makes a receipt of `part`, which holds what was answered, and of what every receipt holds; nothing is kept yet.
 *
 * The policy's address is taken from the site's root: a receipt must not tell the page's.
 */
export async function make<P>(
  { site, policy, operator }: Config,
  said: string,
  part: P,
  at: number,
): Promise<Kept<ReceiptBase & P>> {
  const words = asSaid(said);
  const receipt = {
    v: 1 as const,
    id: randomId(),
    site,
    policy: { url: new URL(policy.url, location.origin).href, version: policy.version },
    text: await sha256(words),
    onDay: new Date(at).toISOString().slice(0, 10),
    widget: VERSION,
    ...part,
  };
  return { receipt, at, words, operator };
}

/**
 * Keeps the receipt of an act on this device and, for a yes or a withdrawal, posts it 1 to 60 minutes later.
 *
 * Rejects where the device keeps nothing; the decision itself does not depend on its proof.
 */
async function keep(config: Config, act: Act, before: Decision | null, world: World): Promise<void> {
  const last = before && (await newest())?.receipt;
  const at = world.now();
  const { text, surface, method, language, choices: purposes } = act;
  const part: Omit<Receipt, keyof ReceiptBase> = {
    act: !saysYes(act) ? 'withdrawn' : last ? 'changed' : 'given',
    ...(last && { of: last.id }),
    language: language as Receipt['language'],
    surface: surface === 'script' ? 'preferences' : surface,
    method,
    purposes,
    validDays: config.reaskDays,
  };
  const kept = await make(config, text, part, at);
  const posts = config.collector && surface !== 'script' && kept.receipt.text;
  const dueAt = at + 6e4 + Math.random() * 354e4;
  await put({ ...kept, ...(posts && { dueAt }) });
  await postDue(config, world);
}

/** All receipts on this device, the newest first: those of decisions, or those of forms. */
export async function all<K extends Kept = KeptReceipt>(kind: 'receipt' | 'form' = 'receipt'): Promise<K[]> {
  const keys = IDBKeyRange.bound(`${kind}:`, `${kind};`);
  const found: K[] = await store('readonly', (objects) => promisifyRequest(objects.getAll(keys)));
  return found.sort((a, b) => b.at - a.at);
}

/** The newest receipt; null where there is none. */
export async function newest(): Promise<KeptReceipt | null> {
  return (await all())[0] ?? null;
}

/**
 * Posts what is due, the oldest first, and comes back for the next one while the page lives. One tab at a time, so that
 * none is posted twice; not within six seconds after a batch, which others may follow, so that nobody can tell that they
 * are one browser's. What cannot be posted now stays for later. A page that ends between the answer and its note posts
 * the same bytes once more, which changes nothing at the collector.
 */
export async function postDue(config: Config, world = real): Promise<void> {
  const work = () => post(config, world).catch(console.warn);
  try {
    await navigator.locks.request('kelisim', work);
  } catch {
    // No locks, or the browser refuses them: two tabs may post the same bytes, which changes nothing.
    await work();
  }
}

async function post(config: Config, world: World): Promise<void> {
  const again = () => void postDue(config, world);
  for (const { dueAt, ...posted } of (await all()).reverse()) {
    if (!dueAt) continue;
    const waitMs = Math.max(dueAt - world.now(), 6e3 - world.quietMs());
    if (waitMs > 0) return world.later(again, waitMs);
    const { status } = await world
      .post(`${config.collector}v1/receipts`, {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        body: JSON.stringify(posted.receipt),
      })
      .catch(() => ({ status: 503 })); // offline: it stays here
    if (status > 499 || status === 429) return world.later(again, 3e5);
    await put(posted);
  }
}

/** Keeps the receipt of a form's agreement; it is never posted. */
export const keepForm = (kept: Kept<FormReceipt>): Promise<void> => put(kept, 'form:');
