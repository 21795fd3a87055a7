import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that only grows. */
export interface Growing {
  /** Writes all of it and syncs it, or throws: what was written survives a power cut. */
  append(bytes: Uint8Array): Promise<void>;
  /** Cuts the file back to this many bytes. */
  cut(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The few things the ledger does with files; handed in, so that a test can fail or stop at any of them. */
export interface Disk {
  /** Creates a file that must not exist yet, mode 0600, its name on disk too. */
  grow(path: string): Promise<Growing>;
  /** Creates a file, mode 0600, writes the pieces and syncs it; a file of that name is overwritten. */
  write(path: string, pieces: AsyncIterable<string | Buffer> | Iterable<string | Buffer>): Promise<void>;
  /** Puts `from` in the place of `to`, and the folder on disk. */
  replace(from: string, to: string): Promise<void>;
  /** Puts a folder's list of names on disk. */
  syncFolder(path: string): Promise<void>;
  /** Removes a file; one that is not there is fine. */
  unlink(path: string): Promise<void>;
  /** Cuts a file back to this many bytes, and syncs it. */
  cut(path: string, bytes: number): Promise<void>;
  /** The whole file; null where there is none. */
  read(path: string): Promise<Buffer | null>;
  /** File names in a folder, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Bytes of all files in a folder; 0 where there is none. */
  size(path: string): Promise<number>;
}

const ownerOnly = 0o600;
/**
 * Each write ends as if fdatasync had followed, in one system call instead of two. Undefined where the system has none.
 * Source: https://man7.org/linux/man-pages/man2/open.2.html
 */
const syncedWrites: number | undefined = constants.O_DSYNC;
/** Pieces are gathered up to this many bytes before they are written: few calls, little memory. */
const gatherBytes = 1 << 20;

/** The real disk. */
export const disk: Disk = {
  async grow(path) {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
    const file = await open(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY | (syncedWrites ?? 0), ownerOnly);
    try {
      await syncFolder(join(path, '..'));
    } catch (error) {
      await file.close();
      throw error;
    }
    return {
      async append(bytes) {
        await writeAll(file, bytes);
        if (syncedWrites === undefined) await file.datasync();
      },
      cut: (bytes) => file.truncate(bytes),
      close: () => file.close(),
    };
  },
  async write(path, pieces) {
    const file = await open(path, 'w', ownerOnly);
    try {
      let gathered: Buffer[] = [];
      let bytes = 0;
      for await (const piece of pieces) {
        const buffer = typeof piece === 'string' ? Buffer.from(piece) : piece;
        gathered.push(buffer);
        bytes += buffer.length;
        if (bytes < gatherBytes) continue;
        await writeAll(file, Buffer.concat(gathered));
        await file.datasync();
        gathered = [];
        bytes = 0;
      }
      await writeAll(file, Buffer.concat(gathered));
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async replace(from, to) {
    await rename(from, to);
    await syncFolder(join(to, '..'));
  },
  syncFolder,
  async unlink(path) {
    await unlink(path).catch(unlessAbsent);
  },
  async cut(path, bytes) {
    const file = await open(path, 'r+');
    try {
      await file.truncate(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async read(path) {
    return readFile(path).catch((error) => unlessAbsent(error) ?? null);
  },
  async list(path) {
    return (await readdir(path)).sort();
  },
  async size(path) {
    const names = await readdir(path).catch((error) => unlessAbsent(error) ?? []);
    const sizes = await Promise.all(names.map((name) => stat(join(path, name)).then(({ size }) => size, unlessAbsent)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  },
};

/** A short write is no error to the system call: the rest is tried, and that tells what is wrong (ENOSPC). */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
