import { createStore, entries, set } from 'idb-keyval';
import type { Withdrawal } from '../consent/api.ts';
import type { Config } from '../consent/config.ts';
import type { Act, Consent, Decision } from '../consent/consent.ts';
import type { Receipt } from '../wire/receipt.ts';

/** The visitor's own copy: the posted receipt and beside it the second, the words themselves and who asked. */
export interface KeptReceipt {
  readonly receipt: Receipt;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly words: string;
  readonly operator: Config['operator'];
  /** When it is to be posted; absent once it was, or where it never is. */
  readonly dueAt?: number;
}

declare const VERSION: string;

const store = () => createStore('kelisim', 'keyval');
const key = (receipt: Receipt) => `receipt:${receipt.id}`;

/** 22 base64url characters, 132 bits. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(17));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .slice(0, 22);
}

/** SHA-256 of `text`, hex; empty where the page is no secure context and the browser therefore cannot hash. */
export async function hash(text: string): Promise<string> {
  if (!crypto.subtle) return '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text.normalize('NFC')));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a receipt meets outside; handed in, so that a test can hand in another. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  post(url: string, init: RequestInit): Promise<{ readonly status: number }>;
  later(work: () => void, ms: number): void;
}

const real: World = {
  now: Date.now,
  random: Math.random,
  post: (url, init) => fetch(url, init),
  later: setTimeout,
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
  load: (name: 'erase') => Promise<{ erase(config: Config, lost: readonly string[]): Promise<Withdrawal> }>,
  world = real,
): Promise<Withdrawal> {
  const lost = before?.granted.filter((purpose) => !consent.isGranted(purpose)) ?? [];
  if (lost[0] || saysYes(act))
    await keep(config, act, before, world).catch((error) => console.warn('kelisim: no receipt could be kept', error));
  return lost[0] ? (await load('erase')).erase(config, lost) : { removed: [], remaining: [] };
}

const saysYes = ({ choices }: Act) => Object.values(choices).includes(true);

/**
 * Keeps the receipt of an act on this device and, for a yes or a withdrawal, posts it 1 to 60 minutes later.
 *
 * Rejects where the device keeps nothing; the decision itself does not depend on its proof.
 */
async function keep(config: Config, act: Act, before: Decision | null, world: World): Promise<void> {
  const last = (await newest())?.receipt;
  const at = world.now();
  const receipt: Receipt = {
    v: 1,
    id: randomId(),
    site: config.site,
    act: !saysYes(act) ? 'withdrawn' : before && last ? 'changed' : 'given',
    ...(last && before && { of: last.id }),
    policy: { url: new URL(config.policy.url, location.href).href, version: config.policy.version },
    text: await hash(act.text),
    language: (act.language || config.languages[0]) as Receipt['language'],
    surface: act.surface === 'script' ? 'preferences' : act.surface,
    method: act.method,
    purposes: act.choices,
    onDay: new Date(at).toISOString().slice(0, 10),
    validDays: config.reaskDays,
    widget: VERSION,
  };
  const posts = config.collector && act.surface !== 'script' && receipt.text;
  const dueAt = at + 60_000 + world.random() * 59 * 60_000;
  const { operator } = config;
  await set(
    key(receipt),
    { receipt, at, words: act.text, operator, ...(posts && { dueAt }) } satisfies KeptReceipt,
    store(),
  );
  await postDue(config, world);
}

/** All receipts on this device, the newest first. */
export async function all(): Promise<KeptReceipt[]> {
  const found = (await entries<string, KeptReceipt>(store())).filter(([name]) => name.startsWith('receipt:'));
  return found.map(([, kept]) => kept).sort((a, b) => b.at - a.at);
}

/** The newest receipt; null where there is none. */
export async function newest(): Promise<KeptReceipt | null> {
  return (await all())[0] ?? null;
}

/**
 * Posts what is due, the oldest first, and comes back for the next one while the page lives. One tab at a time, so that
 * none is posted twice. What cannot be posted now stays for a later visit.
 */
export async function postDue(config: Config, world = real): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request('kelisim-receipts', () => post(config, world)) : post(config, world);
}

async function post(config: Config, world: World): Promise<void> {
  for (const { dueAt, ...posted } of (await all()).reverse()) {
    if (!dueAt) continue;
    const waitMs = dueAt - world.now();
    if (waitMs > 0) return world.later(() => void postDue(config, world), waitMs);
    try {
      const { status } = await world.post(`${config.collector}v1/receipts`, {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        body: JSON.stringify(posted.receipt),
      });
      if (status > 499 || status === 429) return;
    } catch {
      return; // offline: it stays here and goes on a later visit
    }
    await set(key(posted.receipt), posted, store());
  }
}

/** Keeps the receipt of a form's agreement; it is never posted. `form` names its fields as the form's hidden ones do. */
export async function keepForm(form: { readonly id: string }): Promise<void> {
  await set(`form:${form.id}`, form, store());
}
