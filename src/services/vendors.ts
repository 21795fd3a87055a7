import type { Kelisim } from '../consent/api.ts';

/** What a service's own snippet does on the page, but for fetching its script. */
export interface Vendor {
  /** The name under which owners reach it, like `ym`. */
  readonly name: string;
  /** The script that the service gives out for a counter. */
  address(id: string): string;
  /** Puts something deaf under `name`; false where somebody else's is there. Nothing leaves the page by it. */
  prepare(page: Page): boolean;
  /** The yes is there: what owners call from now on waits for the script; counter `id` begins. */
  start(page: Page, id: string): void;
  /** Tells the service of an answer; `isOpen`: one that shares this name may run. */
  follow?(api: Kelisim, page: Page, isOpen: boolean): void;
}

export type Page = Record<string, unknown>;
type Queue = ((...call: unknown[]) => void) & Record<string, unknown>;

/** Makes the snippet's function that keeps its calls in `queue[list]` until the script has come. */
function queueing(list: string, more: Page): Queue {
  const calls: unknown[] = [];
  const queue: Queue = Object.assign(
    (...call: unknown[]) =>
      typeof queue.callMethod === 'function' ? queue.callMethod(...call) : void calls.push(call),
    { [list]: calls, ...more },
  );
  return queue;
}

/** `name` is a function on the page, deaf until the yes, then made by `make` once. */
function byFunction(name: string, make: () => Queue, begin: (call: Queue, id: string) => void) {
  const deaf = () => {};
  return {
    name,
    prepare(page: Page) {
      page[name] ??= deaf;
      return page[name] === deaf;
    },
    start(page: Page, id: string) {
      if (page[name] === deaf) page[name] = make();
      begin(page[name] as Queue, id);
    },
  };
}

/** Source: https://yandex.com/support/metrica/code/counter-initialize.html. Neither session replay nor click map. */
const metrica: Vendor = {
  ...byFunction(
    'ym',
    () => queueing('a', { l: Date.now() }),
    (ym, id) => ym(Number(id), 'init', { webvisor: false, clickmap: false, trackLinks: true }),
  ),
  address: () => 'https://mc.yandex.ru/metrika/tag.js',
};

/** Source: https://developers.facebook.com/docs/meta-pixel/get-started */
const meta: Vendor = {
  ...byFunction(
    'fbq',
    () => queueing('queue', { loaded: true, version: '2.0' }),
    (fbq, id) => {
      fbq.push = fbq;
      fbq('init', id);
      fbq('track', 'PageView');
    },
  ),
  address: () => 'https://connect.facebook.net/en_US/fbevents.js',
};

/** Source: https://ads.vk.com/help/articles/pixel. Its list lies under `_tmr`. */
const vk: Vendor = {
  name: '_tmr',
  address: () => 'https://top-fwz1.mail.ru/js/code.js',
  prepare(page) {
    page._tmr ??= deafList;
    return page._tmr === deafList;
  },
  start(page, id) {
    if (page._tmr === deafList) page._tmr = [];
    (page._tmr as unknown[]).push({ id, type: 'pageView', start: Date.now() });
  },
};
const deafList = { push: () => 0 };

/** The snippets of all but Google, whose two share one list. */
export const vendors = { metrica, meta, vk };
