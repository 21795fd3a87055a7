import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError } from './settings.ts';

/**
 * Takes a data folder for this process: two collectors on one folder would each undo what the other acknowledged.
 *
 * Answers a function that gives it back. A process that died without giving back holds nothing: the lock names its id
 * and the moment it began, so that a restart after a kill, also under the same id in a container, takes over.
 * Throws a `SettingsError` where a living process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = await nameOf(process.pid);
  for (let tries = 0; tries < 3; tries++) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return async () => unlink(path).catch(unlessAbsent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(path, 'utf8').catch(unlessAbsent);
    const pid = Number(holder?.split(' ')[0]);
    if (holder && Number.isInteger(pid) && holder === (await nameOf(pid)))
      throw new SettingsError(
        `the data folder ${folder} is in use by another collector (process ${pid}); stop it, or give another with KELISIM_DATA`,
      );
    await unlink(path).catch(unlessAbsent);
  }
  throw new SettingsError(`the data folder ${folder} is being opened by several collectors at once; start one`);
}

/** The process and when it began; empty for one that does not live. Without /proc (macOS) the id alone has to do. */
async function nameOf(pid: number): Promise<string> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The 22nd field, counted behind the name in brackets, which may hold anything. Source: proc(5).
  const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${began}`;
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
