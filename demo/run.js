import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A command that ended badly; `output` is all that it wrote. */
export class CommandFailed extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a command to its end and answers what it wrote. Throws `CommandFailed` where it cannot be started, ends with
 * another code than 0, or `signal` stops it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, { env = process.env, cwd = root, signal } = {}) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (/** @type {string} */ why) =>
      reject(new CommandFailed(`${[command, ...args].join(' ')} ${why}`, output.trim()));
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => fail(signal?.aborted ? 'was stopped' : `cannot run: ${error.message}`));
    child.on('close', (code, by) =>
      code === 0 ? resolve(output) : fail(by ? `was stopped (${by})` : `failed (${code})`),
    );
  });
}

/**
 * The command and first arguments that run the npm which started us; `npm` on the path elsewhere.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]}
 */
export const npm = (env = process.env) =>
  /\.[cm]?js$/.test(env.npm_execpath ?? '') ? [process.execPath, env.npm_execpath ?? ''] : ['npm'];
