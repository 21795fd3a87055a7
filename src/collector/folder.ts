import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { segmentNumber } from './log.ts';
import type { Manifest } from './manifest.ts';

/** The folders of the ledger within the data folder. Receipts have their own and are no part of it. */
export const folders = ['log', 'pending', 'released', 'seen'] as const;

export type FolderName = (typeof folders)[number];

/** Makes the folders, for their owner only. Throws a readable error where that cannot be. */
export async function makeFolders(folder: string): Promise<void> {
  try {
    for (const name of folders) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the data folder ${folder} cannot be written (${code}); choose another or change its owner`, {
      cause: error,
    });
  }
}

/**
 * Unlinks every file that the manifest does not name: what an unfinished release wrote, and what a finished one had not
 * yet unlinked. Log segments stay from the manifest's first on.
 */
export async function removeUnnamed(
  disk: Disk,
  folder: string,
  manifest: Manifest,
  within: readonly FolderName[] = folders,
): Promise<void> {
  const named: Readonly<Record<FolderName, (file: string) => boolean>> = {
    log: (file) => (segmentNumber(file) ?? Number.POSITIVE_INFINITY) >= manifest.log,
    pending: (file) => file === manifest.pending,
    released: (file) => manifest.released.includes(file),
    seen: (file) => manifest.seen.includes(file),
  };
  for (const name of within) {
    const files = await disk.list(join(folder, name));
    for (const file of files) if (!named[name](file)) await disk.unlink(join(folder, name, file));
  }
}

/** Bytes by folder. */
export async function measureFolders(disk: Disk, folder: string): Promise<Readonly<Record<string, number>>> {
  const sizes = await Promise.all(folders.map(async (name) => [name, await disk.size(join(folder, name))] as const));
  return Object.fromEntries(sizes);
}
