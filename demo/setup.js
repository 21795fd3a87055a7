import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npm, root, run } from './run.js';

/** @typedef {{ say?: (line: string) => void, signal?: AbortSignal | undefined, folder?: string }} Here */
/** @typedef {{ say?: (line: string) => void, signal?: AbortSignal | undefined, env?: NodeJS.ProcessEnv }} There */

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

/** Where browsers lie; those without a folder are looked for on the PATH. */
const chromiums = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const firefoxes = [
  'firefox-esr',
  'firefox',
  '/usr/bin/firefox-esr',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

const offices = ['soffice', '/usr/bin/soffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'];

/**
 * The path of a Chromium for the browser tests. `CHROME_PATH` wins; else one of the system; else, as root on Debian,
 * it is installed. Throws and says how to get one where none can be had.
 * @param {There} [there]
 */
export const ensureChromium = (there) =>
  findOrInstall(
    {
      name: 'Chromium or Chrome',
      packages: ['chromium'],
      cure: 'Install one (Debian, Ubuntu: sudo apt-get install chromium; Mac: brew install --cask chromium), or name yours: CHROME_PATH=/path/to/chrome npm test',
      find: (env) => named('CHROME_PATH', env) ?? findChromium(env.PATH),
    },
    there,
  );

/**
 * The path of a Firefox, got as a Chromium is; `FIREFOX_PATH` wins.
 * @param {There} [there]
 */
export const ensureFirefox = (there) =>
  findOrInstall(
    {
      name: 'Firefox',
      packages: ['firefox-esr'],
      cure: 'Install it (Debian: sudo apt-get install firefox-esr; Mac: brew install --cask firefox), or name yours: FIREFOX_PATH=/path/to/firefox',
      find: (env) => named('FIREFOX_PATH', env) ?? findFirst(firefoxes, env.PATH),
    },
    there,
  );

/**
 * WebKitGTK, got as a Chromium is: its driver, which knows where its browser lies, and a display for the window.
 * @param {There} [there]
 * @returns {Promise<{ driver: string, display: string }>}
 */
export const ensureWebKit = (there) =>
  findOrInstall(
    {
      name: 'WebKitWebDriver and Xvfb',
      packages: ['webkit2gtk-driver', 'xvfb'],
      cure: 'Install them (Debian, Ubuntu: sudo apt-get install webkit2gtk-driver xvfb); Mac and Windows have no WebKitGTK',
      find({ PATH }) {
        const driver = findFirst(['WebKitWebDriver'], PATH);
        const display = findFirst(['Xvfb'], PATH);
        return driver && display ? { driver, display } : undefined;
      },
    },
    there,
  );

/**
 * The path of LibreOffice, which opens an exported CSV as an analyst would, got as a Chromium is; `SOFFICE_PATH` wins.
 * @param {There} [there]
 */
export const ensureOffice = (there) =>
  findOrInstall(
    {
      name: 'LibreOffice Calc',
      packages: ['libreoffice-calc'],
      cure: 'Install it (Debian, Ubuntu: sudo apt-get install --no-install-recommends libreoffice-calc), or name yours: SOFFICE_PATH=/path/to/soffice',
      find: (env) => named('SOFFICE_PATH', env) ?? findFirst(offices, env.PATH),
    },
    there,
  );

/**
 * The first Chromium of the system; undefined where there is none.
 * @param {string | undefined} path the PATH
 */
export const findChromium = (path) => findFirst(chromiums, path);

/**
 * @param {readonly string[]} names
 * @param {string | undefined} path
 */
const findFirst = (names, path = '') =>
  names
    .flatMap((name) => (name.startsWith('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))))
    .find((file) => existsSync(file));

/**
 * The program that `setting` names; undefined where it is unset. Throws where it names nothing.
 * @param {string} setting
 * @param {NodeJS.ProcessEnv} env
 */
function named(setting, env) {
  const file = env[setting] || undefined;
  if (file && !existsSync(file)) throw new Error(`${setting}=${file} is not there; give its path, or unset it`);
  return file;
}

/**
 * @template T
 * @param {{ name: string, packages: string[], cure: string, find: (env: NodeJS.ProcessEnv) => T | undefined }} wanted
 * @param {There} [there]
 * @returns {Promise<T>}
 */
async function findOrInstall({ name, packages, cure, find }, { say = console.log, signal, env = process.env } = {}) {
  const found = find(env);
  if (found) return found;
  if (!(process.getuid?.() === 0 && existsSync('/etc/debian_version')))
    throw new Error(`The tests need ${name}. ${cure}`);
  say(`Installing ${name} for the tests (apt-get install ${packages.join(' ')}) …`);
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, signal };
  await run('apt-get', ['update'], quiet);
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], quiet);
  const installed = find(env);
  if (!installed) throw new Error(`apt-get installed ${packages.join(' and ')}, but ${name} cannot be found. ${cure}`);
  return installed;
}
