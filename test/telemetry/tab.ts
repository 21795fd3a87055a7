import { createOutbox, type Make } from '../../src/telemetry/outbox.ts';
import type { Post } from '../../src/telemetry/post.ts';
import type { Shelf } from '../../src/telemetry/shelf.ts';
import { countView } from '../../src/telemetry/visit.ts';
import { configOf, consentTo } from './world.ts';

/** A tab of a browser in Node: the real outbox and counting on the shelf, network and clock given, on a site of `zone`. */
export function openTab(
  shelf: Shelf,
  post: Post,
  now: () => number,
  consent = consentTo('statistics', 'search'),
  zone = 'Asia/Almaty',
) {
  const outbox = createOutbox({
    config: { ...configOf(), zone },
    consent,
    shelf,
    post,
    env: () => ({ language: 'ru', zone: 'Asia/Almaty', width: 'M' }),
    now,
  });
  const viewOf =
    (path: string, arrival = {}): Make =>
    (kept, day, at) => [countView(kept, path, arrival, day, at)];
  return { outbox, consent, viewOf, view: (path: string, arrival = {}) => outbox.record(viewOf(path, arrival), true) };
}

/** Lets everything that waits for nothing but promises happen. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
