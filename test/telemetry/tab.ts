import { createOutbox, type Make } from '../../src/telemetry/outbox.ts';
import type { Post } from '../../src/telemetry/post.ts';
import type { Shelf } from '../../src/telemetry/shelf.ts';
import { countView } from '../../src/telemetry/visit.ts';
import { configOf, consentTo } from './world.ts';

/** As much of a browser's Web Locks as the outbox asks for: one holder at a time, the others are turned away. */
const held = new Set<string>();
const locks = {
  async request(name: string, _options: { ifAvailable: true }, work: (lock: object | null) => unknown) {
    if (held.has(name)) return work(null);
    held.add(name);
    try {
      return await work({ name });
    } finally {
      held.delete(name);
    }
  },
};

/** Gives the tabs that are opened from now on Web Locks, or takes them away. */
export function setLocks(has: boolean): void {
  held.clear();
  Object.defineProperty(globalThis, 'navigator', { value: has ? { locks } : {}, configurable: true });
}
setLocks(true);

/** A tab of a browser in Node: the real outbox and counting on the shelf, network and clock given. */
export function openTab(shelf: Shelf, post: Post, now: () => number, consent = consentTo('statistics', 'search')) {
  const outbox = createOutbox({
    config: configOf(),
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
