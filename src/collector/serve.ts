import { once } from 'node:events';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyReply } from 'fastify';
import { sayFarewell } from './farewell.ts';
import { lockFolder } from './folder-lock.ts';
import { onEveryAnswer } from './headers.ts';
import type { DiskUse } from './health.ts';
import { answerHttp, type CollectorParts } from './http.ts';
import type { Journal } from './journal.ts';
import { openLedger } from './ledger.ts';
import type { Limit, Rate } from './limits.ts';
import { problemOf, type RefusalName } from './problems.ts';
import { openReceipts } from './receipts.ts';
import { openSample } from './sample-site.ts';
import { quickReleaseSeconds, type Settings, SettingsError } from './settings.ts';
import { textsShown } from './shown.ts';
import { openTokens } from './tokens.ts';

/** A running collector. */
export interface Running {
  /** Where it listens, with the base path, like `http://localhost:8090/`. */
  readonly address: string;
  /** The owner's token, where it is in hand: from the settings, or just made. */
  readonly token: string | null;
  /** Whether the token was made at this start, and must be shown once. */
  readonly isNew: boolean;
  readonly parts: CollectorParts;
  /** Finishes what has begun, then returns. */
  close(): Promise<void>;
}

export interface World {
  readonly journal: Journal;
  readonly now?: () => number;
  /** False in tests that release by hand. */
  readonly timer?: boolean;
  readonly rate?: Rate;
  readonly limit?: Limit;
  readonly diskUse?: DiskUse;
  readonly dist?: string;
  /** How long a request may take to arrive; for tests. Default: 30 s. */
  readonly patienceMs?: number;
}

/**
 * Opens everything behind the HTTP side, and answers how to close it again. Throws a `SettingsError` with the cure where
 * the data folder cannot be used.
 */
export async function openCollector(
  settings: Settings,
  world: World,
): Promise<{ readonly parts: CollectorParts; close(): Promise<void> }> {
  await prepareFolder(settings.data);
  const unlock = await lockFolder(settings.data);
  try {
    const parts = await openParts(settings, world);
    const daily = setInterval(() => {
      parts.receipts
        .prune(oldestReceipt(settings.retentionMonths, (world.now ?? Date.now)()))
        .catch((error) => world.journal('warn', `old receipts could not be removed: ${error}`));
    }, 864e5);
    daily.unref();
    const close = async () => {
      clearInterval(daily);
      await parts.receipts.close();
      await parts.sample?.ledger.close();
      await parts.ledger.close();
      await unlock();
    };
    return { parts, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Proofs stay as long as measurements: longer than any consent they prove, which lasts 180 days. */
function oldestReceipt(months: number, now: number): string {
  const oldest = new Date(now);
  oldest.setUTCMonth(oldest.getUTCMonth() - months);
  return oldest.toISOString().slice(0, 10);
}

async function openParts(settings: Settings, world: World): Promise<CollectorParts> {
  const tokens = await openTokens(settings);
  const receipts = await openReceipts(settings.data, (receipt) =>
    textsShown(settings.sites[receipt.site]?.config ?? {}, receipt.site, receipt),
  );
  await receipts.prune(oldestReceipt(settings.retentionMonths, (world.now ?? Date.now)()));
  const ledger = await openLedger({
    folder: settings.data,
    sites: settings.sites,
    k: settings.k,
    searchK: settings.searchK,
    searchDays: settings.searchDays,
    releaseSeconds: settings.releaseSeconds,
    runFolder: settings.run,
    retentionMonths: settings.retentionMonths,
    warn: (line) => world.journal('warn', line),
    ...(world.now ? { now: world.now } : {}),
    ...(world.timer === undefined ? {} : { timer: world.timer }),
  }).catch(async (error: Error) => {
    await receipts.close();
    // The ledger says in one line what is wrong with its folder and what to do.
    throw new SettingsError(error.message, { cause: error });
  });
  return {
    settings,
    ledger,
    sample: await openSample(settings, world.journal),
    receipts,
    tokens,
    journal: world.journal,
    ...(world.now ? { now: world.now } : {}),
    ...(world.rate ? { rate: world.rate } : {}),
    ...(world.limit ? { limit: world.limit } : {}),
    ...(world.diskUse ? { diskUse: world.diskUse } : {}),
    ...(world.dist === undefined ? {} : { dist: world.dist }),
  };
}

/** Starts the collector on its port. Throws a `SettingsError` where the port is taken or may not be used. */
export async function serve(settings: Settings, world: World): Promise<Running> {
  const { journal } = world;
  if (Object.keys(settings.sites).length === 0)
    journal('warn', 'no site is configured, so every batch is refused; set KELISIM_SITES');
  if (settings.releaseSeconds < quickReleaseSeconds)
    journal(
      'warn',
      `KELISIM_RELEASE_SECONDS=${settings.releaseSeconds} is for tests and demos: every release also closes a day`,
    );
  const { patienceMs = 30_000 } = world;
  const app = Fastify({
    logger: false,
    requestTimeout: patienceMs,
    // By itself Node gives slow headers 60 s, and looks for slow requests only every 30 s.
    http: {
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      connectionsCheckingInterval: patienceMs / 6,
      // Node would refuse it without a word; `answerHttp` does it with one.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    // Behind a proxy that keeps the prefix as well as behind one that cuts it off.
    rewriteUrl: ({ url = '/' }) =>
      settings.base !== '/' && `${url}/`.startsWith(settings.base) ? url.slice(settings.base.length - 1) || '/' : url,
    clientErrorHandler: (error, socket) => answerUnread(error, socket),
    // An address that is none: Fastify would repeat it, under no policy.
    frameworkErrors: (_error, _request, reply) => refuseAddress(reply as FastifyReply),
    // What came before the end is answered as ever; its connection ends with the answer.
    return503OnClosing: false,
  });
  // Node would answer an unknown `Expect` by itself; whoever reads the body need not care. Source: RFC 9110, 10.1.1
  app.server.on('checkExpectation', (request, answer) => app.server.emit('request', request, answer));
  await refuseTakenPort(settings);
  const { parts, close: closeParts } = await openCollector(settings, world);
  const beginFarewell = sayFarewell(app.server);
  const close = async () => {
    const endFarewell = beginFarewell();
    await app.close();
    endFarewell();
    await closeParts();
  };
  try {
    await app.register(answerHttp, parts);
    await app.listen({ port: settings.port, host: settings.host });
    await parts.tokens.keep();
  } catch (error) {
    await close();
    throw listenError(error, settings);
  }
  const { port } = app.server.address() as AddressInfo;
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const shown = host === '0.0.0.0' || host === '[::]' ? 'localhost' : host;
  return {
    address: `http://${shown}:${port}${settings.base}`,
    token: settings.token ?? parts.tokens.created,
    isNew: parts.tokens.created !== null,
    parts,
    close,
  };
}

function refuseAddress(reply: FastifyReply): void {
  const problem = problemOf('bad-request');
  reply.headers(onEveryAnswer).code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Answers what Node could not read as a request, before any route has seen it, and hangs up. */
function answerUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  const reasons: Readonly<Record<string, RefusalName>> = {
    ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
    HPE_HEADER_OVERFLOW: 'headers-too-large',
  };
  const problem = problemOf(reasons[error.code ?? ''] ?? 'bad-request');
  const body = JSON.stringify(problem);
  if (!socket.writable) return void socket.destroy();
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(onEveryAnswer).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Most often the port is taken by this very collector: found out before its data folder is opened a second time. */
async function refuseTakenPort(settings: Settings): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(settings.port, settings.host);
    await once(probe, 'listening');
  } catch (error) {
    throw listenError(error, settings);
  }
  probe.close();
  await once(probe, 'close');
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
    if (!(await stat(folder)).isDirectory()) throw new Error('not a folder');
    await mkdir(join(folder, 'receipts'), { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'not a folder';
    throw new SettingsError(
      `the data folder ${folder} cannot be written (${code}); give another with KELISIM_DATA, or change its owner`,
    );
  }
}

function listenError(error: unknown, settings: Settings): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new SettingsError(`port ${settings.port} is taken; choose another with KELISIM_PORT`);
    case 'EACCES':
      return new SettingsError(
        `port ${settings.port} may not be used by this account; choose one over 1023 with KELISIM_PORT`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SettingsError(`KELISIM_HOST=${settings.host} is no address of this machine; use localhost or 0.0.0.0`);
    default:
      return error;
  }
}
