// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureWebKit } from '../../../demo/setup.js';
import { openSession } from './webdriver.js';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ call: import('./webdriver.js').Call, stop: () => Promise<void> }} WebKit */

/** Starting takes 0.8 s and a page 0.2 s on two cores at a load of 7: after this long it does not come. */
const commandMs = 60_000;

/**
 * Runs the component tests in WebKitGTK: one window on a display of its own, one test file after the other.
 * @returns {import('@web/test-runner').BrowserLauncher}
 */
export function webkitLauncher() {
  /** @type {Promise<WebKit> | undefined} */
  let webkit;
  /** @type {string | undefined} */
  let active;
  return {
    name: 'WebKit',
    type: 'webdriver',
    // A driver has one session, and a window behind another is hidden: it paints nothing and its timers wait.
    concurrency: 1,
    async startSession(id, url) {
      webkit ??= startWebKit();
      const { call } = await webkit;
      active = id;
      await call('POST', '/url', { url });
    },
    isActive: (id) => active === id,
    async getBrowserUrl() {
      return (await webkit)?.call('GET', '/url');
    },
    async stopSession() {
      active = undefined;
      // An empty page ends whatever still runs in the test's.
      await (await webkit)?.call('POST', '/url', { url: 'about:blank' });
      return {};
    },
    startDebugSession() {
      throw new Error('WebKit has no window here to debug in; use Chromium');
    },
    async stop() {
      await (await webkit)?.stop();
    },
  };
}

/**
 * Starts display, driver and browser, which remembers nothing of an earlier one. `stop` ends all three; they also end
 * with this process.
 * @returns {Promise<WebKit>}
 */
export async function startWebKit() {
  const installed = await ensureWebKit();
  const display = start(installed.display, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
  /** @type {ChildProcess | undefined} */
  let driver;
  const end = async () => {
    for (const child of [driver, display]) if (child) await stop(child);
  };
  try {
    const number = await firstLine(display);
    const port = await freePort();
    driver = start(installed.driver, ['--host=127.0.0.1', `--port=${port}`], { DISPLAY: `:${number}` });
    const address = `http://127.0.0.1:${port}`;
    await answering(`${address}/status`, driver);
    const call = await openSession(address, {}, commandMs);
    return {
      call,
      async stop() {
        await call('DELETE', '');
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  // Killed, not asked: nothing of it is to be kept, and this process is at its end.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** @param {ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/**
 * What Xvfb writes to its file 3: the number of the free display that it chose.
 * @param {ChildProcess} child
 */
async function firstLine(child) {
  const [line] = await once(/** @type {import('node:stream').Readable} */ (child.stdio[3]), 'data', {
    signal: AbortSignal.timeout(commandMs),
  });
  return String(line).trim();
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Resolves when `url` answers; throws where `child` has ended or does not answer in time.
 * @param {string} url
 * @param {ChildProcess} child
 */
async function answering(url, child) {
  const end = Date.now() + commandMs;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false /* nobody listens yet */,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`WebKitWebDriver ended (${child.exitCode})`);
    if (Date.now() > end) throw new Error(`WebKitWebDriver does not answer at ${url}`);
    await pause(50);
  }
}
