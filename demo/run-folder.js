import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const tmpfs = 0x01021994;

/**
 * A folder in memory for the collector's key (`KELISIM_RUN`), the same one at every start, so that a restart can still
 * read what it had not yet released; undefined where there is none that surely never reaches a disk. The collector
 * looks again, and warns where it will not use the folder.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} data path of the data folder; each has its own
 */
export function makeRunFolder(env, data) {
  if (process.platform !== 'linux' || canSwap()) return undefined;
  const name = `kelisim-${process.getuid?.()}-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`;
  for (const parent of [env.XDG_RUNTIME_DIR, '/dev/shm']) {
    if (!parent || !existsSync(parent) || statfsSync(parent).type !== tmpfs) continue;
    const folder = join(parent, name);
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch {
      // It is there already, or may not be made; the next line tells which.
    }
    if (isOurs(folder)) return folder;
  }
  return undefined;
}

/** Whether this machine may write memory to a disk: any line after the heading of /proc/swaps. */
const canSwap = () => !existsSync('/proc/swaps') || readFileSync('/proc/swaps', 'utf8').trim().split('\n').length > 1;

/**
 * /dev/shm is everybody's: a folder or a link that somebody else put there is not taken.
 * @param {string} folder
 */
function isOurs(folder) {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}
