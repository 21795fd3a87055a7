import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer, { type Browser, type BrowserContext, type HTTPRequest, type Page } from 'puppeteer-core';
import { createClinic } from '../../demo/clinic/server.js';
import { createMeet } from '../../demo/meet/server.js';
import { launchOptions } from './engines/launch-options.js';
import { parseEngines } from './engines/names.js';

export const token = 'the-owner-of-the-journeys-0123456789';

/** A collector as a process of its own, in a folder of its own. */
export interface Collector {
  readonly url: string;
  readonly folder: string;
  readonly child: () => ChildProcess;
  /** Starts it anew on the same folder, after a kill. */
  restart(): Promise<void>;
  report<Row>(name: string, more?: string): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

/** Waits until `check` answers something; fails with `what` after `withinMs`. */
export async function until<T>(
  what: string,
  check: () => Promise<T | false | null | undefined>,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`);
    await pause(50);
  }
}

/** Waits until a number has stayed as it is for so long: nothing more comes. */
export async function still(count: () => number, forMs = 700): Promise<void> {
  let last = count();
  let since = Date.now();
  await until('nothing more comes', async () => {
    if (count() !== last) [last, since] = [count(), Date.now()];
    return Date.now() - since >= forMs;
  });
}

/**
 * Waits until a page has asked for nothing new for a while. Not by the driver's count of requests under way: what the
 * page before sent last is never seen to end.
 */
export async function settled(page: Page): Promise<void> {
  let asked = 0;
  const note = () => {
    asked += 1;
  };
  page.on('request', note);
  await still(() => asked);
  page.off('request', note);
}

export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const freePort = async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  return port;
};

/** The query for the month around now. */
export const range = (now = Date.now()) => {
  const day = (offset: number) => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);
  return `site=localhost&from=${day(-30)}&to=${day(1)}`;
};

/** Starts the built collector for site `localhost`; it releases every second unless `env` says otherwise. */
export async function startCollector(env: Readonly<Record<string, string>> = {}): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'kelisim-journey-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = {
    ...process.env,
    KELISIM_PORT: String(port),
    KELISIM_HOST: '127.0.0.1',
    KELISIM_DATA: join(folder, 'data'),
    KELISIM_TOKEN: token,
    KELISIM_RELEASE_SECONDS: '1',
    KELISIM_SEARCH_DAYS: '1',
    KELISIM_SITES: JSON.stringify({
      localhost: { origins: ['http://localhost:*'], zone: 'Asia/Almaty', config: 'demo/clinic/kelisim.json' },
    }),
    ...env,
  };
  let child: ChildProcess;
  const start = async () => {
    child = spawn(process.execPath, ['dist/node/cli.js', 'collect'], {
      env: settings,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    await until(
      'the collector is ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`the collector ended (${child.exitCode}): ${said}`);
        return fetch(`${url}/healthz`).then(
          (answer) => answer.ok,
          () => false, // nobody listens yet
        );
      },
      60_000,
    );
  };
  await start();
  return {
    url,
    folder: join(folder, 'data'),
    child: () => child,
    restart: start,
    async report<Row>(name: string, more = '') {
      const answer = await fetch(`${url}/v1/reports/${name}?${range()}${more}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { rows: Row[] }).rows;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One person with a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that left the browser, in order. */
  readonly requests: HTTPRequest[];
  readonly errors: string[];
  go(path: string): Promise<void>;
  /** Presses a control of Kelisim's by its action, or one of the page's by its selector. */
  press(control: string): Promise<void>;
  sees(selector: string): Promise<boolean>;
  batches(purpose?: string): Record<string, unknown>[];
  close(): Promise<void>;
}

/** One post as it passed the recorder before the collector. */
export interface Post {
  readonly path: string;
  readonly body: string;
  status: number;
}

/** The whole street: clinic, video service, collector and browser. */
export interface Stage {
  readonly clinic: string;
  /** Where visitors reach the collector: through the recorder. */
  readonly door: string;
  readonly meet: string;
  readonly collector: Collector;
  /** What arrived at the collector's door from all browsers, and its answer; also what a closing page sent. */
  readonly posts: Post[];
  /** Forgets them, when the browsers that were closed have posted their last. */
  forget(): Promise<void>;
  readonly browser: Browser;
  visitor(more?: { gpc?: boolean; language?: string; width?: number; height?: number }): Promise<Visitor>;
  /** Serves a page of an owner's on a port of its own. */
  serve(pages: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export const inside = (action: string) => `kelisim-consent >>> [data-kelisim-action=${action}]`;

/** Puts the stage up, with the first engine that `ENGINES` names. `close` takes all of it down. */
export async function openStage(env?: Readonly<Record<string, string>>): Promise<Stage> {
  const [engine] = parseEngines(process.env.ENGINES);
  if (engine === 'webkit') throw new Error('puppeteer drives Chromium and Firefox; ENGINES has to begin with either');
  const collector = await startCollector(env);
  const posts: Post[] = [];
  const recorder = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const post: Post = { path: request.url ?? '', body: body.toString(), status: 0 };
      if (request.method === 'POST') posts.push(post);
      const { method, headers } = request;
      const onward = forward(collector.url + request.url, { method: method ?? 'GET', headers }, (answer) => {
        post.status = answer.statusCode ?? 0;
        response.writeHead(post.status, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy()); // the collector is down: so is the door before it
      onward.end(body);
    });
  });
  const door = `http://localhost:${await listen(recorder)}`;
  const clinicPort = await freePort();
  const clinic = `http://localhost:${clinicPort}`;
  const meetServer = createMeet({ clinic });
  const meet = `http://localhost:${await listen(meetServer)}`;
  const clinicServer = createClinic({ collector: door, video: meet });
  await listen(clinicServer, clinicPort);
  const servers: Server[] = [recorder, meetServer, clinicServer];
  const browser = await puppeteer.launch(await launchOptions(engine));

  async function visitor({ gpc = false, language = 'ru', width = 1280, height = 800 } = {}): Promise<Visitor> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height });
    await page.setExtraHTTPHeaders({ 'accept-language': language, ...(gpc && { 'sec-gpc': '1' }) });
    if (gpc)
      await page.evaluateOnNewDocument(
        `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`,
      );
    const requests: HTTPRequest[] = [];
    const errors: string[] = [];
    const batches: string[] = [];
    page.on('request', async (request) => {
      requests.push(request);
      if (request.method() !== 'POST' || !request.url().endsWith('/v1/batches')) return;
      // Firefox tells a body only when asked; one that it cannot tell any more still counts as a batch.
      const body = engine === 'firefox' ? await request.fetchPostData().catch(() => '{}') : request.postData();
      batches.push(body ?? '{}');
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    return {
      page,
      context,
      requests,
      errors,
      async go(path) {
        await page.goto(path.startsWith('http') ? path : clinic + path, { waitUntil: 'networkidle0' });
        // Where the machine is busy, Firefox calls the network idle before the widget has asked for its settings.
        if (engine === 'firefox')
          await page.waitForFunction(
            () =>
              document.documentElement.dataset.kelisimGranted || !document.querySelector('script[src*="/kelisim.js"]'),
          );
      },
      async press(control) {
        const selector = /^[a-z-]+$/.test(control) ? inside(control) : control;
        await page.locator(selector).setTimeout(8000).click();
      },
      async sees(selector) {
        const found = await page.$(selector);
        return !!found && (await found.isVisible());
      },
      batches: (purpose) =>
        batches.map((body) => JSON.parse(body)).filter((batch) => !purpose || batch.purpose === purpose),
      close: () => context.close(),
    };
  }

  return {
    clinic,
    meet,
    collector,
    door,
    posts,
    async forget() {
      await still(() => posts.length);
      posts.length = 0;
    },
    browser,
    visitor,
    async serve(pages) {
      const server = createServer((request, response) => {
        const body = pages[new URL(request.url ?? '/', 'http://x').pathname];
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
        response.end(body ?? '');
      });
      servers.push(server);
      return `http://localhost:${await listen(server)}`;
    },
    async close() {
      await browser.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await collector.stop();
    },
  };
}
