import { once } from 'node:events';
import { createServer, request as forward, type IncomingHttpHeaders, type Server } from 'node:http';
import type { Page } from 'puppeteer-core';
import { listen, type Stage } from './stage.ts';

/** One batch as it reached the collector's door. */
export interface Seen {
  readonly id: string;
  readonly purpose: string;
  readonly signal?: string;
  readonly dropped?: Record<string, number>;
  readonly env?: object;
  readonly events: readonly SeenEvent[];
}

// biome-ignore lint/suspicious/noExplicitAny: what arrived is asserted field by field
export type SeenEvent = { readonly kind: string; readonly ageMinutes: number } & Record<string, any>;

/** The batches that reached the stage's door after its `first` posts, of all browsers. */
export const batchesOf = (stage: Stage, first = 0): Seen[] =>
  stage.posts.slice(first).flatMap(({ path, body }) => (path.endsWith('/v1/batches') ? [JSON.parse(body)] : []));

export const eventsOf = (stage: Stage, first = 0, kind?: string): SeenEvent[] =>
  batchesOf(stage, first)
    .flatMap(({ events }) => events)
    .filter((event) => !kind || event.kind === kind);

/** A page of an owner's, with the widget of `door` and the telemetry settings given. */
export const page = (door: string, telemetry: object = {}, body = '<h1>Клиника</h1>', more: object = {}) =>
  `<!doctype html><html lang="ru"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Секретный заголовок</title><body>${body}
<script type="application/json" id="kelisim-config">${JSON.stringify({ purposes: ['necessary', 'statistics', 'search', 'location'], telemetry, ...more })}</script>
<script defer src="${door}/kelisim.js" data-site="localhost" data-policy="/policy" data-policy-version="2026-11-01"></script>`;

/** The cookie of an earlier answer: these purposes were granted, the other ones refused. */
export function answer(...granted: string[]): string {
  const refused = ['functional', 'statistics', 'search', 'location'].filter((purpose) => !granted.includes(purpose));
  const on = new Date().toISOString().slice(0, 10);
  return `kelisim=policy=2026-11-01&on=${on}&granted=${granted.join('.')}&refused=${refused.join('.')};path=/;samesite=lax`;
}

/** Puts an earlier answer on the visitor's device, before any page of theirs looks. */
export async function remember(page: Page, ...granted: string[]): Promise<void> {
  await page.evaluateOnNewDocument(
    (text) => {
      // biome-ignore lint/suspicious/noDocumentCookie: on plain http there is no other way
      if (location.hostname === 'localhost' && !document.cookie.includes('kelisim=')) document.cookie = text;
    },
    answer(...granted),
  );
}

/** Whether the chunk that watches the metrics is there: it comes when the browser is idle. */
export const isWatched = (page: Page): Promise<boolean> =>
  page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/vitals-')));

/** What a door does with the next posts. */
export type Mood =
  | 'through'
  | 'lose the answer'
  | 'refuse to listen'
  | { status: number; headers?: Record<string, string> };

/** A door before a collector that fails as it is told. */
export interface Door {
  readonly url: string;
  mood: Mood;
  /** Every post, with the answer that went back; 0 where none did. */
  readonly posts: {
    readonly body: string;
    readonly headers: IncomingHttpHeaders;
    readonly method: string;
    status: number;
  }[];
  close(): Promise<void>;
}

/** Puts a door before the collector at `collector`; chunks always pass. */
export async function openDoor(collector: string): Promise<Door> {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const isPost = request.url === '/v1/batches';
      const mood = isPost ? door.mood : 'through';
      const post = { body: body.toString(), headers: request.headers, method: request.method ?? '', status: 0 };
      if (isPost) door.posts.push(post);
      if (mood === 'refuse to listen') return void request.socket.destroy();
      if (typeof mood === 'object') {
        post.status = mood.status;
        response.writeHead(mood.status, {
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'Retry-After',
          ...mood.headers,
        });
        return void response.end();
      }
      const { method, headers } = request;
      const onward = forward(collector + request.url, { method: method ?? 'GET', headers }, (answer) => {
        if (mood === 'lose the answer') {
          answer.resume();
          answer.on('end', () => request.socket.destroy());
          return;
        }
        post.status = answer.statusCode ?? 0;
        response.writeHead(post.status, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy()); // the collector is down: so is its door
      onward.end(body);
    });
  });
  const door: Door = {
    url: `http://localhost:${await listen(server)}`,
    mood: 'through',
    posts: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return door;
}
