import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './run.js';
import { makeRunFolder } from './run-folder.js';

const cli = join(root, 'dist/node/cli.js');

/** The collector finishes within 10 s by its own promise; longer means it hangs. */
const stopWithinMs = 12_000;
const startWithinMs = 60_000;

/**
 * The demo's settings of the collector; a person's own variables go before them.
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port
 * @returns {NodeJS.ProcessEnv & { KELISIM_TOKEN: string, KELISIM_DATA: string }}
 */
export function collectorEnv(env, port) {
  const data = resolve(root, env.KELISIM_DATA || '.data');
  const site = { origins: ['http://localhost:*'], zone: 'Asia/Almaty', config: join(root, 'demo/clinic/kelisim.json') };
  const runFolder = env.KELISIM_RUN ? undefined : makeRunFolder(env, data);
  return {
    KELISIM_RELEASE_SECONDS: '5',
    KELISIM_SEARCH_DAYS: '1',
    KELISIM_SITES: JSON.stringify({ localhost: site }),
    ...(runFolder && { KELISIM_RUN: runFolder }),
    ...env,
    KELISIM_PORT: String(port),
    KELISIM_DATA: data,
    KELISIM_TOKEN: env.KELISIM_TOKEN || keptToken(data),
  };
}

/**
 * The demo's own token, made once and kept beside its data, so that the printed link stays good. A real collector keeps
 * only its hash.
 * @param {string} data
 */
function keptToken(data) {
  const file = join(data, 'demo-token');
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    const token = randomBytes(24).toString('base64url');
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    return token;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    throw new Error(`The data folder ${data} cannot be written (${code}); give another: KELISIM_DATA=/path npm start`);
  }
}

/**
 * Starts the collector and waits until it is ready. Throws where it ends before that; why, it has said itself.
 *
 * It has a process group of its own: a Ctrl-C in the terminal reaches only us, and `stop` asks it once.
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} [signal]
 */
export async function startCollector(env, signal) {
  const child = spawn(process.execPath, [cli, 'collect'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  /** @type {Promise<number | null>} */
  const ended = once(child, 'exit').then(([code]) => code);
  // Should we die of a mistake of our own, it must not stay behind.
  process.once('exit', () => child.kill('SIGTERM'));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    const code = await ended;
    clearTimeout(late);
    return code;
  };

  const until = Date.now() + startWithinMs;
  while (!(await isReady(env.KELISIM_PORT))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('The collector did not start; its own words stand above.');
    if (signal?.aborted || Date.now() > until) {
      await stop();
      throw new Error(signal?.aborted ? 'stopped' : `The collector was not ready after ${startWithinMs / 1000} s.`);
    }
    await pause(100);
  }
  return { ended, stop };
}

/** @param {string | undefined} port */
async function isReady(port) {
  try {
    return (await fetch(`http://localhost:${port}/healthz`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}
