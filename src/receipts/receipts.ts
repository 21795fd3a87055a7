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

/**
 * What follows an answer that opened or closed something: its receipt is kept, and what was granted and is no longer
 * is erased. Answers what went and what is left.
 */
export async function follow(
  config: Config,
  consent: Consent,
  act: Act,
  before: Decision | null,
  load: (name: 'erase') => Promise<{ erase(config: Config, lost: readonly string[]): Promise<Withdrawal> }>,
): Promise<Withdrawal> {
  const lost = before?.granted.filter((purpose) => !consent.isGranted(purpose)) ?? [];
  await keep(config, act, before).catch((error) => console.warn('kelisim: no receipt could be kept', error));
  return lost.length ? (await load('erase')).erase(config, lost) : { removed: [], remaining: [] };
}

/**
 * Keeps the receipt of an act on this device and, for a yes or a withdrawal, posts it 1 to 60 minutes later.
 *
 * Never throws for want of storage or network: the decision itself does not depend on its proof.
 */
export async function keep(config: Config, act: Act, before: Decision | null, now = Date.now()): Promise<void> {
  const { receipt: last } = (await all())[0] ?? {};
  const yes = Object.values(act.choices).includes(true);
  const receipt: Receipt = {
    v: 1,
    id: randomId(),
    site: config.site,
    act: !yes ? 'withdrawn' : before && last ? 'changed' : 'given',
    ...(last && before && { of: last.id }),
    policy: { url: new URL(config.policy.url, location.href).href, version: config.policy.version },
    text: await hash(act.text),
    language: (act.language || config.languages[0]) as Receipt['language'],
    surface: act.surface === 'script' ? 'preferences' : act.surface,
    method: act.method,
    purposes: act.choices,
    onDay: new Date(now).toISOString().slice(0, 10),
    validDays: config.reaskDays,
    widget: VERSION,
  };
  const posts = config.collector && act.surface !== 'script' && receipt.text;
  const dueAt = now + 60_000 + Math.random() * 59 * 60_000;
  await set(
    key(receipt),
    { receipt, at: now, words: act.text, operator: config.operator, ...(posts && { dueAt }) } satisfies KeptReceipt,
    store(),
  );
  await postDue(config);
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

/** Posts what is due, the oldest first, and comes back for the next one while the page lives. */
export async function postDue(config: Config, now = Date.now()): Promise<void> {
  const waiting = (await all()).reverse().filter((kept) => kept.dueAt);
  for (const kept of waiting) {
    const wait = (kept.dueAt ?? 0) - now;
    if (wait > 0) {
      setTimeout(() => void postDue(config), Math.min(wait, 2 ** 31 - 1));
      return;
    }
    try {
      const answer = await fetch(`${config.collector}v1/receipts`, {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        body: JSON.stringify(kept.receipt),
      });
      if (answer.status >= 500 || answer.status === 429) return;
    } catch {
      return; // offline: it stays here and goes on a later visit
    }
    const { dueAt, ...posted } = kept;
    await set(key(kept.receipt), posted, store());
  }
}

/** Keeps the receipt of a form's agreement; it is never posted. `form` names its fields as the form's hidden ones do. */
export async function keepForm(form: { readonly id: string }): Promise<void> {
  await set(`form:${form.id}`, form, store());
}
