import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npm, root, run } from './run.js';

/** @typedef {{ say?: (line: string) => void, signal?: AbortSignal | undefined, folder?: string }} Here */

/**
 * Installs what `package-lock.json` names, unless it is installed already. Throws where Node is too old or npm fails.
 * @param {Here} [here]
 */
export async function install({ say = console.log, signal, folder = root } = {}) {
  refuseOldNode(process.versions.node);
  if (isInstalled(folder)) return;
  say('Installing what package-lock.json names (npm ci) …');
  const [command, ...first] = npm();
  // Without the development dependencies nothing can be built, whatever NODE_ENV says.
  await run(command, [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: folder, signal });
}

/**
 * Whether node_modules holds what the lock file names. Compared by content: a checkout touches every file's time, and
 * npm writes `node_modules/.package-lock.json` last, so an installation that was cut off has none.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const there = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !there) return false;
  const isThere = Object.entries(wanted).every(
    // Optional packages are for one platform each.
    ([name, { version, optional }]) => name === '' || there[name]?.version === version || (optional && !there[name]),
  );
  return isThere && Object.keys(there).every((name) => name in wanted);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | null} null where there is none to read
 */
function readPackages(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null; // cut off while written: the same as absent
  }
}

/**
 * Throws where Node is older than package.json asks for.
 * @param {string} version
 */
export function refuseOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 10))
    throw new Error(
      `Kelisim needs Node 20.10 or newer, and this is ${version}; install a newer one from https://nodejs.org`,
    );
}

/** Where browsers of the Chromium family lie; those without a folder are looked for on the PATH. */
const chromiums = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium for the browser tests. `CHROME_PATH` wins; else one of the system; else, as root on Debian,
 * it is installed. Throws and says how to get one where none can be had.
 * @param {Here & { env?: NodeJS.ProcessEnv }} [here]
 */
export async function ensureChromium({ say = console.log, signal, env = process.env } = {}) {
  if (env.CHROME_PATH) {
    if (existsSync(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(`CHROME_PATH=${env.CHROME_PATH} is not there; give the path of Chromium or Chrome, or unset it`);
  }
  const found = findChromium(env.PATH);
  if (found) return found;
  if (!(process.getuid?.() === 0 && existsSync('/etc/debian_version')))
    throw new Error(
      'The browser tests need Chromium or Chrome. Install one (Debian, Ubuntu: sudo apt-get install chromium; Mac: brew install --cask chromium), or name yours: CHROME_PATH=/path/to/chrome npm test',
    );
  say('Installing Chromium for the browser tests (apt-get install chromium) …');
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, signal };
  await run('apt-get', ['update'], quiet);
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
  const installed = findChromium(env.PATH);
  if (!installed) throw new Error('apt-get installed chromium, but it is nowhere on the PATH; name it: CHROME_PATH=…');
  return installed;
}

/**
 * The first Chromium of the system; undefined where there is none.
 * @param {string | undefined} path the PATH
 */
export const findChromium = (path = '') =>
  chromiums
    .flatMap((name) => (name.startsWith('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))))
    .find((file) => existsSync(file));
