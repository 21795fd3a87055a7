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
  /** Posts what other pages and earlier visits have left. */
  drain(): void;
  /** The page may go away now: posts all that is this tab's own, without waiting for the storage. */
  hide(): void;
  /** Erases what `purpose` keeps; none of it is posted any more. */
  erase(purpose: TelemetryPurpose): void;
}

const togetherMs = 3000;
const mostEvents = 500;
const mostTogether = 50;
const mostSent = 100;
/** Counted as two bytes a letter. Browsers let 64 KiB of such requests fly at a time; https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const hideBytes = 60 * 1024;
const longestAgeMs = 7 * 864e5;
const patienceMs = 5000;
/** A tab that posts what others left has it for so long: a lease, for not every browser has Web Locks. Shorter than any wait before a second try. */
const leaseMs = 3000;
const longestPatienceMs = 600_000;
/** No wait is longer, whatever a collector asks for and the device's clock says. */
const longestWaitMs = 864e5;

type Makes = [make: Make, at: number][];

/** Creates the outbox of this tab; all tabs share what is on the shelf, and a batch's id makes a doubled post harmless. */
export function createOutbox({ config, consent, shelf, post, env, now }: OutboxWorld): Outbox {
  const together: Makes = [];
  /** Asked of the storage, which has not come to them: a page that goes away measures them without it. */
  const sealing = new Map<Makes, TelemetryPurpose>();
  /**
   * Where this tab has seen the storage since it first measured after it was shown: meanwhile no other tab can have gone
   * on with the visit. Nothing while the page is hidden.
   */
  let fresh: Set<TelemetryPurpose> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isWarned = false;
  /** This tab's own batches that are not settled. */
  const own = new Map<string, Waiting>();
  /** Posted and not failed: under way, or arrived. */
  const posted = new Set<string>();

  const change = async <T>(purpose: TelemetryPurpose, work: (kept: Kept) => T) =>
    consent.isGranted(purpose)
      ? shelf.change(purpose, (kept) => {
          fresh?.add(purpose);
          return work(kept);
        })
      : undefined;

  /** The same `id` wherever it is made a second time because the storage failed in between. */
  function bundle(purpose: TelemetryPurpose, kept: Kept, makes: Makes, id: string, delayMs = 0): Waiting | undefined {
    const events = makes.flatMap(([make, at]) =>
      make(kept, dayOf(at, config.zone), at).map((event) => ({ ...event, at })),
    );
    if (!events.length) return;
    const batch: Waiting = {
      dueAt: now() + delayMs,
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
    keep(kept, batch);
    own.set(id, batch);
    return batch;
  }

  async function seal(purpose: TelemetryPurpose, makes: Makes, delayMs = 0) {
    if (!consent.isGranted(purpose)) return;
    const id = randomId();
    sealing.set(makes, purpose);
    const batch = await change(purpose, (kept) => {
      sealing.delete(makes);
      return bundle(purpose, kept, makes, id, delayMs);
    });
    if (!batch) return;
    const waitMs = delayMs || restOf(shelf.lastSeen(purpose).patientUntil);
    if (waitMs) setTimeout(drain, waitMs);
    else await deliver(batch);
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

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (together.length) seal('statistics', together.splice(0));
  }

  /** The storage may not answer any more: measured by what this tab saw last, posted at once, and left there as a note. */
  function sealLast(purpose: TelemetryPurpose, makes: Makes) {
    const batch = consent.isGranted(purpose) && bundle(purpose, shelf.lastSeen(purpose), makes.splice(0), randomId());
    if (batch) shelf.note(purpose, batch);
  }

  /** False where it did not arrive and is to be tried again. */
  async function deliver(batch: Waiting): Promise<boolean> {
    const { id, purpose } = batch.head;
    if (posted.has(id) || !consent.isGranted(purpose)) return true;
    posted.add(id);
    const { status, retryAfterSeconds = 0 } = await post(writeBatch(batch, now()));
    const isRejected = [400, 403, 409, 413].includes(status);
    // Nothing else is an acknowledgement: a captive portal answers 200 to everything.
    if (isRejected || status === 204) {
      failures = 0;
      own.delete(id);
      if (isRejected && !isWarned) {
        isWarned = true;
        console.warn(`kelisim: the collector refuses (${status})`);
      }
      await change(purpose, (kept) => {
        kept.outbox = kept.outbox.filter((other) => other.head.id !== id);
        if (isRejected) drop(kept, 'rejected', batch);
        else kept.sent = [...kept.sent, batch].slice(-mostSent);
      });
      return true;
    }
    const waitMs = Math.min(
      retryAfterSeconds * 1000 || Math.min(patienceMs * 2 ** failures++, longestPatienceMs),
      longestWaitMs,
    );
    if (retryAfterSeconds)
      await change(purpose, (kept) => {
        kept.patientUntil = now() + waitMs;
      });
    // Only now: a browser that comes back online meanwhile would not yet know of the patience that was asked for.
    posted.delete(id);
    tryAgain(waitMs);
    return false;
  }

  async function drain() {
    for (const purpose of telemetryPurposes) {
      const due = await change(purpose, (kept) => {
        for (const batch of kept.outbox) if (now() - batch.dueAt > longestAgeMs) drop(kept, 'expired', batch);
        const waitMs = restOf(Math.max(kept.patientUntil, kept.leasedUntil ?? 0));
        if (waitMs) tryAgain(waitMs);
        const ready = kept.outbox.filter(({ dueAt }) => !waitMs && !restOf(dueAt));
        if (ready[0]) kept.leasedUntil = now() + leaseMs;
        return ready;
      });
      for (const batch of due ?? []) if (!(await deliver(batch))) return;
    }
  }

  return {
    drain,
    record(make, urgent) {
      if (!consent.isGranted('statistics')) return;
      fresh ??= new Set();
      together.push([make, now()]);
      if (urgent || together.length > mostTogether) flush();
      else timer ??= setTimeout(flush, togetherMs);
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
    erase(purpose) {
      if (purpose === 'statistics') together.length = 0;
      for (const [makes, of] of sealing) if (of === purpose) makes.length = 0;
      for (const [id, batch] of own) if (batch.head.purpose === purpose) own.delete(id);
      shelf.erase(purpose);
    },
  };
}

function keep(kept: Kept, batch: Waiting) {
  kept.outbox.push(batch);
  while (kept.outbox.flatMap(({ events }) => events).length > mostEvents) drop(kept, 'full', kept.outbox[0] as Waiting);
}

function drop(kept: Kept, reason: keyof Dropped, batch: Waiting) {
  kept.outbox = kept.outbox.filter((other) => other !== batch);
  kept.dropped = { ...kept.dropped, [reason]: (kept.dropped?.[reason] ?? 0) + batch.events.length };
}

/** 22 letters and digits, 110 bits. */
function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(22)).reduce((id, byte) => id + (byte & 31).toString(32), '');
}
