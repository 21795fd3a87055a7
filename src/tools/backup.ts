import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { disk } from '../collector/disk.ts';
import { emptyManifest, type Manifest, readManifest } from '../collector/manifest.ts';
import { CannotRun, type Command } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'released data and receipts, consistent, while the collector runs',
  help: `kelisim backup <folder> [--data FOLDER] [--json]

Copies what is released and the receipts into a new folder. Never the log, what is pending, or a key:
what fewer than k browsers made is in no backup. The collector may run.

  --data FOLDER   the data folder; default: KELISIM_DATA

Exit codes: 0 copied, 2 could not run.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [given] = positionals;
    if (given === undefined || positionals.length > 1)
      throw new CannotRun('name one new folder: kelisim backup /backups/2026-11-22');
    const data = values.data === undefined ? settingsHere(io).data : resolve(io.folder, values.data);
    const target = resolve(io.folder, given);
    if ((await readdir(target).catch(() => [])).length > 0)
      throw new CannotRun(`${target} is not empty; a backup goes into a new folder`);
    await readdir(join(data, 'log')).catch((error: NodeJS.ErrnoException) => {
      throw new CannotRun(`${data} is no data folder (${error.code}); name it with --data or KELISIM_DATA`);
    });
    await mkdir(join(target, 'released'), { recursive: true, mode: 0o700 });
    await mkdir(join(target, 'receipts'), { recursive: true, mode: 0o700 });
    const released = await copyReleased(data, target);
    const receipts = await copyReceipts(data, target);
    io.out(
      values.json
        ? JSON.stringify({ folder: target, released, receipts })
        : `${released} released files and ${receipts} receipts are in ${target}`,
    );
    return 0;
  },
};

/**
 * Released files never change, but a release replaces some of them: if one goes away while copying, the manifest has
 * changed, and the newer one is taken from the start. What is pending stays behind, so the copy's manifest names none.
 */
async function copyReleased(data: string, target: string, triesLeft = 5): Promise<number> {
  const manifest = await readManifest(disk, data).catch((error: Error) => {
    throw new CannotRun(error.message);
  });
  // Before the first release there is nothing yet that a backup may hold.
  if (manifest === emptyManifest) return 0;
  try {
    for (const name of manifest.released) await copyFile(join(data, 'released', name), join(target, 'released', name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || triesLeft === 0) throw error;
    return copyReleased(data, target, triesLeft - 1);
  }
  const copied: Manifest = { ...manifest, keys: [], pending: null, seen: [], log: 1 };
  await writeFile(join(target, 'manifest.json'), `${JSON.stringify(copied, null, 2)}\n`, { mode: 0o600 });
  return manifest.released.length;
}

/**
 * The chain first, and of it whole lines only: the last one may be in the middle of being written. What lies beside it
 * (the texts that its receipts name) is there before the receipt is, so that none is missing in the copy.
 */
async function copyReceipts(data: string, target: string): Promise<number> {
  const chain = await readFile(join(data, 'receipts', 'chain.ndjson'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = chain.slice(0, chain.lastIndexOf('\n') + 1);
  await cp(join(data, 'receipts'), join(target, 'receipts'), {
    recursive: true,
    filter: (from) => !/~$|\.new$/.test(from),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await writeFile(join(target, 'receipts', 'chain.ndjson'), whole, { mode: 0o600 });
  return whole.split('\n').length - 1;
}
