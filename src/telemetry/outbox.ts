import type { Config } from '../consent/config.ts';
import type { Consent } from '../consent/consent.ts';
import type { Dropped, Env } from '../wire/batch.ts';
import { type Day, dayOf } from '../wire/calendar.ts';
import { type TelemetryPurpose, telemetryPurposes } from '../wire/purposes.ts';
import type { Kept, Measurement, Waiting } from './kept.ts';
import { type Post, writeBatch } from './post.ts';
import type { Shelf } from './shelf.ts';

/** Measures something at the instant `at` of the site's `day`: changes what is kept, and answers the events, none included. */
export type Make = (kept: Kept, day: Day, at: number) => readonly Measurement[];

export interface OutboxWorld {
  readonly config: Config;
  readonly consent: Pick<Consent, 'isGranted' | 'isOverridden'>;
  readonly shelf: Shelf;
  readonly post: Post;
  readonly env: () => Env;
  readonly now: () => number;
}

/** What was measured and is not yet at the collector. */
export interface Outbox {
  /** Measures for `statistics`; what comes within three seconds, or until one that is `urgent`, travels together. */
  record(make: Make, urgent?: boolean): void;
  /** Measures for a purpose, alone in its batch, posted not before `delayMs`. */
  recordAlone(purpose: TelemetryPurpose, make: Make, delayMs?: number): Promise<void>;
  /** The same for a page that goes away. */
  recordLast(purpose: TelemetryPurpose, make: Make): void;
  /** Posts what other pages and earlier visits have left; answers the keys of all that lay on the shelf. */
  drain(): Promise<string>;
  /** The page may go away now: posts all that is this tab's own, without waiting for the storage. */
  hide(): void;
  /** Erases what `purpose` keeps; none of it is posted any more. */
  erase(purpose: TelemetryPurpose): void;
}

const togetherMs = 3000;
const mostEvents = 500;
const mostTogether = 50;
/** Letters of the visitor's own log: some hundred batches. */
const mostSent = 60_000;
/** Counted as two bytes a letter. Browsers let 64 KiB of such requests fly at a time; https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const hideBytes = 60 * 1024;
const longestAgeMs = 7 * 864e5;
const patienceMs = 5000;
/**
 * So long what a tab posts, its own and for others, is left alone: a lease, for not every browser has Web Locks. Shorter
 * than any wait before a second try, longer than it takes until what arrived is taken out of the storage.
 */
const leaseMs = 4000;
/** No wait is longer, whatever a collector asks for and the device's clock says. */
const longestWaitMs = 864e5;

type Makes = [make: Make, at: number][];

/** Creates the outbox of this tab; all tabs share what is on the shelf, and a batch's id makes a doubled post harmless. */
export function createOutbox({ config, consent, shelf, post, env, now }: OutboxWorld): Outbox {
  const { isGranted } = consent;
  const together: Makes = [];
  /** Asked of the storage, which has not come to them: a page that goes away measures them without it. */
  const sealing = new Map<Makes, TelemetryPurpose>();
  /**
   * Where this tab has seen the storage since it first measured after it was shown: meanwhile no other tab can have gone
   * on with the visit. Nothing while the page is hidden.
   */
  let fresh: Set<TelemetryPurpose> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isWarned = false;
  /** This tab's own batches that are not settled. */
  const own = new Map<string, Waiting>();
  /** Posted and not failed: under way, or arrived. */
  const posted = new Set<string>();
  const isPosted = ({ head }: Waiting) => posted.has(head.id);
  /** A tab is about to post it, or has and is yet to take it out. */
  const isHeld = (batch: Waiting) => !isPosted(batch) && restOf(batch.heldUntil);
  const isReady = (batch: Waiting) => !isPosted(batch) && !restOf(Math.max(batch.heldUntil, batch.dueAt));

  /** The same `id` wherever it is made a second time because the storage failed in between. */
  function bundle(purpose: TelemetryPurpose, kept: Kept, makes: Makes, id: string, delayMs = 0): Waiting[] {
    const events = makes.flatMap(([make, at]) =>
      make(kept, dayOf(at, config.zone), at).map((event) => ({ ...event, at })),
    );
    if (!events.length) return [];
    const batch: Waiting = {
      dueAt: now() + delayMs,
      heldUntil: 0,
      head: {
        v: 1,
        id,
        site: config.site,
        purpose,
        policy: config.policy.version,
        env: purpose === 'statistics' ? env() : undefined,
        dropped: kept.dropped,
        signal: consent.isOverridden(purpose) ? 'overridden' : undefined,
      },
      events,
    };
    delete kept.dropped; // an empty field in a note would cover what another tab has counted since
    kept.outbox.push(batch);
    while (kept.outbox.flatMap((other) => other.events)[mostEvents]) take(kept, kept.outbox[0] as Waiting, 'full');
    own.set(id, batch);
    return [batch];
  }

  /**
   * Measures what is asked, and posts it with all that is due of the purpose; with a delay it only waits there. What a
   * purpose keeps that is not granted goes.
   */
  async function seal(
    purpose: TelemetryPurpose,
    makes: Makes = purpose === 'statistics' ? together.splice(0) : [],
    delayMs?: number,
  ) {
    if (!isGranted(purpose)) return erase(purpose);
    const id = randomId();
    let ready: Waiting[] = [];
    sealing.set(makes, purpose);
    if (delayMs) setTimeout(drain, delayMs);
    await shelf.change(purpose, (kept) => {
      for (const batch of kept.arrived.splice(0)) {
        kept.sent = `${kept.sent + JSON.stringify(batch)}\n`.slice(-mostSent);
        take(kept, batch);
      }
      fresh?.add(purpose);
      sealing.delete(makes);
      bundle(purpose, kept, makes, id, delayMs);
      for (const other of kept.outbox) if (now() - other.dueAt > longestAgeMs) take(kept, other, 'expired');
      const waitMs = restOf(kept.quietUntil);
      if (waitMs || kept.outbox.some(isHeld)) tryAgain(waitMs || leaseMs);
      if (!waitMs) ready = kept.outbox.filter(isReady);
      for (const batch of ready) batch.heldUntil = now() + leaseMs;
    });
    // The newest first: one that never arrives must not hold up what comes after it.
    while (ready[0] && (await deliver(ready.pop() as Waiting)));
  }

  /** Milliseconds until then; none where only a clock that was put back makes the wait. */
  function restOf(until: number): number {
    const restMs = until - now();
    return restMs > 0 && restMs <= longestWaitMs ? restMs : 0;
  }

  function tryAgain(waitMs: number) {
    clearTimeout(retry);
    retry = setTimeout(drain, waitMs);
  }

  function flush(purpose: TelemetryPurpose = 'statistics') {
    if (together.length || shelf.lastSeen(purpose).arrived[0]) seal(purpose);
  }

  /** The storage may not answer any more: measured by what this tab saw last, posted at once, and left there as a note. */
  function sealLast(purpose: TelemetryPurpose, makes: Makes) {
    if (!isGranted(purpose)) return;
    const kept = shelf.lastSeen(purpose);
    for (const batch of kept.arrived) take(kept, batch);
    const batches = bundle(purpose, kept, makes.splice(0), randomId(), leaseMs);
    if (batches[0] || kept.arrived[0]) shelf.note(purpose, batches);
  }

  /** False where it did not arrive and is to be tried again. */
  async function deliver(batch: Waiting): Promise<boolean> {
    const { id, purpose } = batch.head;
    if (isPosted(batch) || !isGranted(purpose)) return true;
    posted.add(id);
    const { status, retryAfterSeconds = 0 } = await post(writeBatch(batch, now()));
    // Withdrawn meanwhile: it is erased, and nothing is noted of it.
    if (!isGranted(purpose)) return true;
    // Nothing else is an acknowledgement: a captive portal answers 200 to everything.
    if (status === 204) {
      // Taken out of the storage by the next step there, or by the note of a page that goes away: one step less a batch.
      shelf.lastSeen(purpose).arrived.push(batch);
      setTimeout(flush, togetherMs, purpose);
    } else if ([400, 403, 409, 413].includes(status)) {
      if (!isWarned) console.warn(`kelisim: the collector refuses (${status})`);
      isWarned = true;
      await shelf.change(purpose, (kept) => take(kept, batch, 'rejected'));
    } else {
      const waitMs = Math.min(retryAfterSeconds * 1000 || patienceMs * 2 ** failures++, longestWaitMs);
      await shelf.change(purpose, (kept) => {
        if (retryAfterSeconds) kept.quietUntil = now() + waitMs;
        // Whoever comes back online first may post them.
        for (const other of kept.outbox) other.heldUntil = 0;
      });
      // Only now: a browser that comes back online meanwhile would not yet know of the patience that was asked for.
      posted.delete(id);
      tryAgain(waitMs);
      return false;
    }
    failures = 0;
    own.delete(id);
    return true;
  }

  async function drain() {
    const keys = await shelf.look();
    for (const purpose of telemetryPurposes) {
      const { lasting, outbox } = shelf.lastSeen(purpose);
      // Mostly there is nothing but what this tab has just stored and posted itself.
      if (keys.includes(purpose) && (!lasting || outbox.some(isReady))) await seal(purpose);
    }
    return keys;
  }

  function erase(purpose: TelemetryPurpose) {
    if (purpose === 'statistics') together.length = 0;
    for (const [makes, of] of sealing) if (of === purpose) makes.length = 0;
    for (const [id, batch] of own) if (batch.head.purpose === purpose) own.delete(id);
    shelf.erase(purpose);
  }

  return {
    drain,
    record(make, urgent) {
      if (!isGranted('statistics')) return;
      fresh ??= new Set();
      together.push([make, now()]);
      if (urgent || together.length > mostTogether) flush();
      else setTimeout(flush, togetherMs);
    },
    recordAlone: (purpose, make, delayMs) => seal(purpose, [[make, now()]], delayMs),
    recordLast: (purpose, make) => sealLast(purpose, [[make, now()]]),
    hide() {
      for (const [makes, purpose] of sealing) if (fresh?.has(purpose)) sealLast(purpose, makes);
      sealLast('statistics', together);
      fresh = undefined;
      let room = hideBytes;
      for (const batch of own.values()) {
        room -= writeBatch(batch, now()).length * 2;
        if (room > 0) deliver(batch);
      }
    },
    erase,
  };
}

/** Takes a batch out; where that loses it, it is counted by the reason. */
function take(kept: Kept, { head, events }: Waiting, reason?: keyof Dropped | false) {
  kept.outbox = kept.outbox.filter((other) => other.head.id !== head.id);
  if (reason) kept.dropped = { ...kept.dropped, [reason]: (kept.dropped?.[reason] ?? 0) + events.length };
}

/** 22 letters and digits, 110 bits. */
function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(22)).reduce((id, byte) => id + (byte & 31).toString(32), '');
}
