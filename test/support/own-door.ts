import type { Page } from 'puppeteer-core';
import { type Door, openDoor, remember, type Seen, type SeenEvent } from './measured.ts';
import type { Stage, Visitor } from './stage.ts';

/** A visitor who agreed, on pages whose widget tells a door that nobody else tells. */
export interface Own {
  readonly visitor: Visitor;
  readonly page: Page;
  /** Where the pages are. */
  readonly site: string;
  readonly posts: Door['posts'];
  /** Each batch once, however often it was posted, in the order of its first post. */
  batches(): Seen[];
  events(kind?: string): SeenEvent[];
  /** The paths of the views. */
  views(): string[];
  /** Any number of times. */
  close(): Promise<void>;
}

/**
 * Lets a visitor in who agreed to `purposes`, with a door of their own before the stage's collector: a browser posts
 * while it closes, so at a common door one visitor's last batches would be counted as the next one's first.
 */
export async function openOwn(
  stage: Stage,
  pages: (door: string) => Readonly<Record<string, string>>,
  ...purposes: string[]
): Promise<Own> {
  const door = await openDoor(stage.collector.url);
  const site = await stage.serve(pages(door.url));
  const visitor = await stage.visitor();
  await remember(visitor.page, ...purposes);
  const batches = () => {
    const all = door.posts.map(({ body }) => JSON.parse(body) as Seen).map((batch) => [batch.id, batch] as const);
    return [...new Map(all).values()];
  };
  let closing: Promise<void> | undefined;
  const events = (kind?: string) =>
    batches().flatMap((batch) => batch.events.filter((event) => !kind || event.kind === kind));
  return {
    visitor,
    page: visitor.page,
    site,
    posts: door.posts,
    batches,
    events,
    views: () => events('view').map(({ path }) => path),
    close: () => {
      closing ??= visitor.close().then(door.close);
      return closing;
    },
  };
}
