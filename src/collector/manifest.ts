import { join } from 'node:path';
import type { Disk } from './disk.ts';

/** What holds everything that was released and everything that waits: the commit point of every release. */
export interface Manifest {
  /** The version of the data folder. A newer one is refused, an older one is read for ever. */
  readonly version: 1;
  /** How many releases there were: the number in the names of the files they wrote. */
  readonly release: number;
  /** When the last release was, milliseconds since 1970; null before the first. */
  readonly at: number | null;
  /** Ids of the keys that the pending snapshot was sealed with. */
  readonly keys: readonly string[];
  /** The first log segment that is not contained. */
  readonly log: number;
  /** File names in their folders. */
  readonly pending: string | null;
  readonly seen: readonly string[];
  readonly released: readonly string[];
  /** The last day that was closed, by site. */
  readonly closed: Readonly<Record<string, number>>;
}

export const emptyManifest: Manifest = {
  version: 1,
  release: 0,
  at: null,
  keys: [],
  log: 1,
  pending: null,
  seen: [],
  released: [],
  closed: {},
};

const name = 'manifest.json';

/** Reads the manifest; the empty one where there is none. Throws on a newer version or a broken file, saying what to do. */
export async function readManifest(disk: Disk, folder: string): Promise<Manifest> {
  const bytes = await disk.read(join(folder, name));
  if (bytes === null) return emptyManifest;
  let read: Manifest;
  try {
    read = JSON.parse(bytes.toString());
  } catch (error) {
    throw new Error(`${join(folder, name)} cannot be read; restore the folder from a backup`, { cause: error });
  }
  if (read.version !== 1)
    throw new Error(`${folder} was written by a newer Kelisim (folder version ${read.version}); start that one`);
  return read;
}

/** Puts the manifest in its place: from here on the release has happened. */
export async function writeManifest(disk: Disk, folder: string, manifest: Manifest): Promise<void> {
  await disk.write(join(folder, `${name}.new`), [`${JSON.stringify(manifest, null, 2)}\n`]);
  await disk.replace(join(folder, `${name}.new`), join(folder, name));
}
