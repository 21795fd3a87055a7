import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

/** `owner` may do everything, `analyst` reads reports, exports and the live view. */
export type Role = 'owner' | 'analyst';

/** Knows the tokens by their hashes only. Source: requirements K-17. */
export interface Tokens {
  /** The role a token has, in time that does not tell how much of it was right; null for a wrong one. */
  roleOf(token: string): Role | null;
  /** The owner's token, only at the start that made it. */
  readonly created: string | null;
  /** Writes the hash of a token just made; called once its text can be shown, so that no start makes a token in vain. */
  keep(): Promise<void>;
}

/**
 * Takes the owner's token from the settings, else the hash kept in the data folder, else makes a token (192 bits) and
 * keeps its hash: the text itself is printed once and is nowhere on disk.
 */
export async function openTokens(settings: Pick<Settings, 'token' | 'analystToken' | 'data'>): Promise<Tokens> {
  const known: [Role, Uint8Array][] = [];
  let created: string | null = null;
  if (settings.token !== null) known.push(['owner', hash(settings.token)]);
  else {
    const kept = await readHash(fileIn(settings.data));
    if (kept) known.push(['owner', kept]);
    else {
      created = randomBytes(24).toString('base64url');
      known.push(['owner', hash(created)]);
    }
  }
  if (settings.analystToken !== null) known.push(['analyst', hash(settings.analystToken)]);
  return {
    created,
    async keep() {
      if (created === null) return;
      await mkdir(settings.data, { recursive: true, mode: 0o700 });
      await writeFile(fileIn(settings.data), `${hash(created).toString('hex')}\n`, { mode: 0o600 });
    },
    roleOf(token) {
      const given = hash(token);
      let role: Role | null = null;
      // All are compared, always: the time taken must not tell which one was met.
      for (const [candidate, expected] of known) if (timingSafeEqual(given, expected)) role ??= candidate;
      return role;
    },
  };
}

const fileIn = (data: string) => join(data, 'token.sha256');

/** The tokens are random and long, so one round of SHA-256 is enough to keep them from being read off a disk. */
function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function readHash(file: string): Promise<Buffer | null> {
  try {
    const kept = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
    return kept.length === 32 ? kept : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
