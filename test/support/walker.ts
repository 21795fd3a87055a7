import { startWebKit } from './engines/webkit.js';
import { until } from './stage.ts';

/** A visitor in WebKit, which puppeteer does not drive: the few acts of a person, by WebDriver. */
export interface Walker {
  /** Opens an address, and waits until the widget has said what is granted. */
  go(url: string): Promise<void>;
  /** What the page answers to an expression, a promise's value included. */
  ask<T = unknown>(expression: string): Promise<T>;
  /** Clicks as a hand does: `selector` may go into shadow trees, `a >>> b`. */
  press(selector: string): Promise<void>;
  /** Presses and releases keys, one after the other. */
  type(keys: string): Promise<void>;
  /** Makes the window's inside so large. */
  resize(width: number, height: number): Promise<void>;
  granted(): Promise<string>;
  /** Our cookie as script sees it; empty for none. */
  cookie(): Promise<string>;
  close(): Promise<void>;
}

export const keys = { tab: '\uE004', enter: '\uE007', escape: '\uE00C' };

const find = `const find = (path) => path.split(' >>> ').reduce((place, part) => (place?.shadowRoot ?? place)?.querySelector(part), document);`;

/** An expression for one of our controls, for `press`. */
export const control = (action: string) => `kelisim-consent >>> [data-kelisim-action=${action}]`;

/** Starts a WebKit of its own, that remembers nothing. */
export async function openWalker(): Promise<Walker> {
  const { call, stop } = await startWebKit();
  const ask = async <T>(expression: string): Promise<T> => {
    const script = `const done = arguments[arguments.length - 1]; ${find}
      Promise.resolve().then(() => (${expression})).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const { value, error } = await call('POST', '/execute/async', { script, args: [] });
    if (error) throw new Error(`${expression}: ${error}`);
    return value as T;
  };
  const act = (type: 'pointer' | 'key', actions: readonly object[]) =>
    call('POST', '/actions', { actions: [{ type, id: type, actions }] });
  return {
    ask,
    async go(url) {
      await call('POST', '/url', { url });
      await until('the widget is there', () => ask<boolean>('!!document.documentElement.dataset.kelisimGranted'));
    },
    async press(selector) {
      const [x, y] = await until(`${selector} is there`, () =>
        ask<[number, number] | null>(`(() => {
          const one = find(${JSON.stringify(selector)});
          one?.scrollIntoView({ block: 'nearest' });
          const { left, top, width, height } = one?.getBoundingClientRect() ?? { width: 0 };
          return width ? [Math.round(left + width / 2), Math.round(top + height / 2)] : null;
        })()`),
      );
      await act('pointer', [
        { type: 'pointerMove', duration: 0, x, y, origin: 'viewport' },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]);
    },
    async type(text) {
      await act(
        'key',
        [...text].flatMap((value) => [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ]),
      );
    },
    async resize(width, height) {
      const [w = 0, h = 0] = await ask<number[]>('[outerWidth - innerWidth, outerHeight - innerHeight]');
      await call('POST', '/window/rect', { width: width + w, height: height + h });
    },
    granted: () => ask('document.documentElement.dataset.kelisimGranted ?? ""'),
    cookie: () => ask('/(?:^|; )kelisim=([^;]*)/.exec(document.cookie)?.[1] ?? ""'),
    close: stop,
  };
}
