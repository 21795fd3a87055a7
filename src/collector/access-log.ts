import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from './tokens.ts';

/** Notes a read of an export or a receipt, before it is answered: role and address, no IP. Source: requirements K-18. */
export type AccessLog = (role: Role, what: string) => Promise<void>;

/** Appends to `{data}/access.ndjson`; rejects where it cannot be written, so that nothing is read unseen. */
export function openAccessLog(data: string, now: () => number = Date.now): AccessLog {
  const path = join(data, 'access.ndjson');
  return (role, what) =>
    appendFile(path, `${JSON.stringify({ at: new Date(now()).toISOString(), role, what })}\n`, { mode: 0o600 });
}
