import { readFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { extname } from 'node:path';
import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { launchOptions } from './engines/launch-options.js';
import { parseEngines } from './engines/names.js';
import { inside, listen, settled, until } from './stage.ts';

const dist = new URL('../../dist/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** What an owner's page answers; a string is a page of HTML. */
export type Route =
  | string
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** An owner's own web server: pages, and beside them the built files in a folder. No collector. */
export interface Site {
  /** `http://localhost:PORT`. */
  readonly url: string;
  /** The same server under another name, like `a.example.test`. */
  at(host: string): string;
  /** Whatever was asked for beside the widget's own files, as `GET /path`. */
  readonly asked: string[];
  /** The widget's own files that were asked for. */
  readonly files: string[];
  close(): void;
}

/**
 * Serves `pages` by path (without the query), and `dist/` in the folder `/kelisim/` and in any folder below it. A path
 * that is nowhere is 204 and remembered: trackers report to it. `alter` may change one of the widget's files on its way;
 * `tls` makes it https.
 */
export async function openSite(
  pages: Readonly<Record<string, Route | ((request: IncomingMessage) => Route | Promise<Route>)>>,
  { alter = (_file: string, body: Buffer) => body, tls = undefined as { key: string; cert: string } | undefined } = {},
): Promise<Site> {
  const asked: string[] = [];
  const files: string[] = [];
  const listener: RequestListener = async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const [, file] = /^\/(?:.*\/)?kelisim\/(?:.*\/)?([\w.-]+)$/.exec(pathname) ?? [];
    if (file && !pages[pathname]) {
      files.push(file);
      try {
        const body = alter(file, readFileSync(new URL(file, dist)));
        response.writeHead(200, {
          'content-type': `${types[extname(file)]}; charset=utf-8`,
          'access-control-allow-origin': '*',
        });
        response.end(body);
      } catch {
        response.writeHead(404).end(); // not built, and no test asks for it in vain
      }
      return;
    }
    const found = pages[pathname];
    const route = typeof found === 'function' ? await found(request) : found;
    if (!/favicon/.test(pathname)) asked.push(`${request.method} ${request.url}`);
    const {
      status = 200,
      headers = {},
      body = '',
    } = route === undefined ? { status: 204 } : typeof route === 'string' ? { body: route } : route;
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers });
    response.end(body);
  };
  const server = tls ? createSecure(tls, listener) : createPlain(listener);
  const port = await listen(server as ReturnType<typeof createPlain>);
  const scheme = tls ? 'https' : 'http';
  return {
    url: `${scheme}://localhost:${port}`,
    at: (host) => `${scheme}://${host}:${port}`,
    asked,
    files,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const engine = parseEngines(process.env.ENGINES)[0];

/** Starts the first engine that `ENGINES` names; every `*.test` is this machine. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  if (engine === 'webkit') throw new Error('puppeteer drives Chromium and Firefox; ENGINES has to begin with either');
  const options = await launchOptions(engine);
  const args = engine === 'chromium' ? ['--host-resolver-rules=MAP *.test 127.0.0.1', ...more] : [];
  return puppeteer.launch({
    ...options,
    args: [...(options.args ?? []), ...args],
    acceptInsecureCerts: true,
    ...(engine === 'firefox' && {
      extraPrefsFirefox: {
        'network.dns.localDomains':
          'example.test,a.example.test,b.example.test,www.example.test,www.shop.example.test,other.test',
      },
    }),
  });
}

/** A visitor on an owner's page. */
export interface Guest {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console and of scripts. */
  readonly errors: string[];
  /** What the console warned of. */
  readonly warnings: string[];
  /** Opens an address, and waits until the widget has said what is granted. */
  go(url: string): Promise<void>;
  /** Presses one of our controls by its action, or one of the page's by its selector. */
  press(control: string): Promise<void>;
  /** The purposes that are granted, as the mirror says. */
  granted(): Promise<string>;
  /** The cookie as script sees it; empty for none. */
  cookie(): Promise<string>;
  /** Another tab of the same visitor. */
  tab(): Promise<Guest>;
  close(): Promise<void>;
}

/** Lets a visitor in; `before` is a script that runs before any page of theirs. */
export async function openGuest(browser: Browser, before = '', shared?: BrowserContext): Promise<Guest> {
  const context = shared ?? (await browser.createBrowserContext());
  const page = await context.newPage();
  await page.setExtraHTTPHeaders({ 'accept-language': 'ru' });
  if (before) await page.evaluateOnNewDocument(before);
  const errors: string[] = [];
  const warnings: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
    if (line.type() === 'warn') warnings.push(line.text());
  });
  return {
    page,
    context,
    errors,
    warnings,
    async go(url) {
      await page.goto(url, { waitUntil: 'load' });
      await page.waitForFunction(() => document.documentElement.dataset.kelisimGranted);
    },
    async press(control) {
      const selector = /^[a-z-]+$/.test(control) ? inside(control) : control;
      await page.bringToFront(); // what lies behind another tab paints nothing
      await page.locator(selector).setTimeout(10_000).click();
    },
    granted: () => page.evaluate(() => document.documentElement.dataset.kelisimGranted ?? ''),
    cookie: () => page.evaluate(() => /(?:^|; )kelisim=([^;]*)/.exec(document.cookie)?.[1] ?? ''),
    tab: () => openGuest(browser, before, context),
    close: () => (shared ? page.close() : context.close()),
  };
}

/** Sees every visitor out, also those of a test that failed: a tracker would go on, and a tab in front hides the next. */
export async function seeOut(browser: Browser): Promise<void> {
  for (const context of browser.browserContexts())
    if (context !== browser.defaultBrowserContext()) await context.close();
}

/** The tag as the README gives it, on an owner's own server and without a collector. */
export const tag = (attributes = '') =>
  `<script defer src="/kelisim/kelisim.js" data-collector="null" data-policy="/policy" data-policy-version="2026-11-01" ${attributes}></script>`;

/** A page of an owner's with Kelisim in it. */
export const pageOf = (body: string, config: object = {}, more = tag()) =>
  `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>x</title>
  <script type="application/json" id="kelisim-config">${JSON.stringify(config)}</script>${more}</head>
  <body><main><h1>Page</h1>${body}</main></body></html>`;

export { inside, settled, until };
