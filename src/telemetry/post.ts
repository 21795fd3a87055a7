import type { Waiting } from './kept.ts';

/** What became of a post; status 0 where nothing answered; NaN seconds where a date was given. */
export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds?: number;
}

/** Posts the text of one batch. Never rejects. */
export type Post = (body: string) => Promise<Answer>;

/** Writes a batch for the wire: ages in whole minutes at `now`, nothing of when it was made. */
export function writeBatch({ head, events }: Waiting, now: number): string {
  return JSON.stringify({
    ...head,
    events: events.map(({ at, ...event }) => ({ ...event, ageMinutes: Math.max(0, Math.floor((now - at) / 60_000)) })),
  });
}

/**
 * Posts by a request that outlives the page; plain text and no credentials, so that no preflight goes before it. The
 * page's address is not told: it may hold the words of a search.
 */
export function createPost(collector: string | null): Post {
  return (body) =>
    fetch(`${collector}v1/batches`, {
      method: 'POST',
      body,
      keepalive: true,
      credentials: 'omit',
      referrerPolicy: 'origin',
    }).then(
      ({ status, headers }) => ({ status, retryAfterSeconds: +(headers.get('Retry-After') as string) }),
      // Offline, blocked, or no collector: the batch stays in the outbox.
      () => ({ status: 0 }),
    );
}
