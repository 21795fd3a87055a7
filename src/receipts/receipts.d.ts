import type { Withdrawal } from '../consent/api.ts';
import type { Config } from '../consent/config.ts';
import type { Act, Consent, Decision } from '../consent/consent.ts';
import type { FormReceipt, Receipt } from '../wire/receipt.ts';
import type { Kept } from './record.ts';
/** A receipt on this device. */
export interface KeptReceipt extends Kept<Receipt> {
  /** When it is to be posted; absent once it was, or where it never is. */
  readonly dueAt?: number;
}
/** 22 base64url characters, 132 bits. */
export declare function randomId(): string;
/** What a receipt meets outside; handed in, so that a test can hand in another. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** How long this page has sent no batch; a page that was just opened is about to. */
  quietMs(): number;
  /** Rejects where nothing answers. */
  post(
    url: string,
    init: RequestInit,
  ): Promise<{
    readonly status: number;
  }>;
  later(work: () => void, ms: number): void;
  /** Tries again: when the network is back, at the latest in five minutes. */
  retry(work: () => void): void;
}
/**
 * What follows an answer that opened or closed something: its receipt is kept, and what was granted and is no longer
 * is erased. Answers what went and what is left. A no to what was not granted before leaves nothing here.
 */
export declare function follow(
  config: Config,
  consent: Consent,
  act: Act,
  before: Decision | null,
  load: (name: 'erase') => Promise<{
    erase(config: Config, lost: readonly string[]): Promise<Withdrawal>;
  }>,
  world?: World,
): Promise<Withdrawal>;
/**
 * Makes a receipt of `part`, which holds what was answered, and of what every receipt holds; nothing is kept yet.
 *
 * The policy's address is taken from the site's root: a receipt must not tell the page's.
 */
export declare function make<P extends object>(
  { site, policy, operator }: Config,
  said: string,
  part: P,
  at: number,
): Promise<{
  receipt: {
    v: 1;
    id: string;
    site: string;
    policy: {
      url: string;
      version: string;
    };
    text: string;
    onDay: string;
    widget: string;
  } & P;
  at: number;
  words: string;
  operator: {
    name?: string;
    bin?: string;
    email?: string;
    phone?: string;
    address?: string;
    country?: string;
  };
}>;
/** All receipts on this device, the newest first: those of decisions, or those of forms. */
export declare function all<K extends Kept = KeptReceipt>(kind?: 'receipt' | 'form'): Promise<K[]>;
/** The newest receipt; null where there is none. */
export declare function newest(): Promise<KeptReceipt | null>;
/**
 * Posts what is due, the oldest first, and comes back for the next one while the page lives. One tab at a time, so that
 * none is posted twice; never within three seconds of a batch, so that nobody can tell that they are one browser's.
 * What cannot be posted now stays for later.
 */
export declare function postDue(config: Config, world?: World): Promise<void>;
/** Keeps the receipt of a form's agreement; it is never posted. */
export declare function keepForm(kept: Kept<FormReceipt>): Promise<void>;
