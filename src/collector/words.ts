import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An undeclared value below its k, as it stands on disk: the same value has the same tag, and only the key opens it. */
export interface Sealed {
  readonly tag: string;
  readonly sealed: string;
}

/**
 * The keys that keep undeclared values unreadable until they have their k (K-10): one a period, never in the data folder.
 */
export interface Keys {
  /** Seals `value` for `context` (a site and a kind of value) under the key of `period`. */
  seal(period: number, context: string, value: string): Sealed;
  /** The value; null where its key is gone or changed, or the seal was broken. */
  open(context: string, sealed: string): string | null;
  /** The id of the key of `period`; it says nothing about the key. */
  id(period: number): string;
  /** Drops the keys of periods before this one: what they still cover can never be read again. */
  forget(before: number): void;
}

interface Key {
  readonly id: string;
  readonly period: number;
  readonly secret: Buffer;
  readonly sealing: Buffer;
  readonly tagging: Buffer;
}

const fileName = 'kelisim.keys';
const nonceBytes = 12;
const tagBytes = 16;
/** Values are padded to a multiple of this, so that the length of a word does not tell it. */
const padBytes = 64;

/**
 * Opens the keys kept in `runFolder`, so that a restart of the process keeps them; null keeps them in memory only.
 *
 * A folder that could reach a disk (not RAM-backed, or swap without `noswap`) is not used; that, and what no folder means,
 * is said through `warn` (DESIGN.md).
 */
export function openKeys(runFolder: string | null, warn: (line: string) => void): Keys {
  const folder = runFolder === null ? null : usable(runFolder, warn);
  if (runFolder === null)
    warn(
      'KELISIM_RUN is not set: the key of undeclared values is kept in memory only, and a restart counts those below k as "(other)"; give a folder in memory, like one under /run (systemd: RuntimeDirectory=kelisim)',
    );
  const keys = new Map<number, Key>();
  if (folder !== null) for (const key of readKeys(folder)) keys.set(key.period, key);
  const keep = () => {
    if (folder === null) return;
    try {
      writeKeys(folder, [...keys.values()]);
    } catch (error) {
      warn(`the keys cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code}); a restart will lose them`);
    }
  };
  const of = (period: number) => {
    const known = keys.get(period);
    if (known) return known;
    const made = keyFrom(randomBytes(6).toString('base64url'), period, randomBytes(32));
    keys.set(period, made);
    keep();
    return made;
  };
  return {
    seal(period, context, value) {
      const key = of(period);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key.sealing, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(pad(value)), cipher.final(), cipher.getAuthTag()]);
      const tag = createHmac('sha256', key.tagging).update(`${context}\0${value}`).digest().subarray(0, tagBytes);
      return { tag: tag.toString('base64url'), sealed: `${key.id}.${body.toString('base64url')}` };
    },
    open(context, sealed) {
      const [id, text = ''] = sealed.split('.');
      const key = [...keys.values()].find((one) => one.id === id);
      if (!key) return null;
      const body = Buffer.from(text, 'base64url');
      try {
        const opening = createDecipheriv('aes-256-gcm', key.sealing, body.subarray(0, nonceBytes));
        opening.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-tagBytes));
        return unpad(Buffer.concat([opening.update(body.subarray(nonceBytes, -tagBytes)), opening.final()]));
      } catch {
        // A broken seal is a lost value: it is counted under `(other)`, like one whose key is gone.
        return null;
      }
    },
    id: (period) => of(period).id,
    forget(before) {
      const old = [...keys.keys()].filter((period) => period < before);
      for (const period of old) keys.delete(period);
      if (old.length > 0) keep();
    },
  };
}

function keyFrom(id: string, period: number, secret: Buffer): Key {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `kelisim ${use}`, 32));
  return { id, period, secret, sealing: derive('sealing'), tagging: derive('tagging') };
}

function pad(value: string): Buffer {
  const bytes = Buffer.from(value);
  const padded = Buffer.alloc(Math.ceil((bytes.length + 2) / padBytes) * padBytes);
  padded.writeUInt16LE(bytes.length, 0);
  bytes.copy(padded, 2);
  return padded;
}

function unpad(padded: Buffer): string {
  return padded.subarray(2, 2 + padded.readUInt16LE(0)).toString();
}

function usable(folder: string, warn: (line: string) => void): string | null {
  let reason: string | null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    reason = whyNotOnlyInMemory(folder);
  } catch (error) {
    reason = `it cannot be used (${(error as NodeJS.ErrnoException).code})`;
  }
  if (reason === null) return folder;
  warn(
    `KELISIM_RUN=${folder} keeps no key: ${reason}. The key stays in memory; after a restart, undeclared values below k are counted as "(other)"`,
  );
  return null;
}

const tmpfs = 0x01021994;
const ramfs = 0x858458f6;

/** Why what is written to `folder` might reach a disk; null where it cannot. Source: https://man7.org/linux/man-pages/man5/tmpfs.5.html */
export function whyNotOnlyInMemory(folder: string): string | null {
  const { type } = statfsSync(folder);
  // The kernel's type is 32 bits; a signed reading of it is the same file system.
  if (type >>> 0 === ramfs) return null;
  if (type !== tmpfs) return 'it is not RAM-backed (tmpfs or ramfs)';
  const swaps = readText('/proc/swaps');
  if (swaps === null) return 'it cannot be told whether this machine swaps';
  if (swaps.trim().split('\n').length <= 1) return null;
  return mountOptions(folder).includes('noswap')
    ? null
    : 'this machine swaps and the folder is mounted without "noswap"';
}

function mountOptions(folder: string): readonly string[] {
  const mounts = (readText('/proc/self/mounts') ?? '').split('\n').map((line) => line.split(' '));
  const holding = mounts.filter(([, at = '']) => folder === at || folder.startsWith(at.endsWith('/') ? at : `${at}/`));
  const nearest = holding.sort((a, b) => (b[1]?.length ?? 0) - (a[1]?.length ?? 0))[0];
  return nearest?.[3]?.split(',') ?? [];
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent where there is no Linux; the caller then trusts nothing.
    return null;
  }
}

function readKeys(folder: string): readonly Key[] {
  const text = readText(join(folder, fileName));
  if (text === null) return [];
  try {
    const stored: { id: string; period: number; secret: string }[] = JSON.parse(text);
    return stored.map(({ id, period, secret }) => keyFrom(id, period, Buffer.from(secret, 'base64')));
  } catch {
    // A file cut off while written: its keys are lost, and what they cover is counted as `(other)`.
    unlinkSync(join(folder, fileName));
    return [];
  }
}

function writeKeys(folder: string, keys: readonly Key[]): void {
  const text = JSON.stringify(
    keys.map(({ id, period, secret }) => ({ id, period, secret: secret.toString('base64') })),
  );
  const path = join(folder, fileName);
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}
