import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './problems.ts';

/**
 * Refuses what is not plain text or JSON as it stands: unpacking a stranger's gzip is how a small body becomes a large one,
 * so nothing packed is read.
 */
export function refusePacked(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal('bad-encoding');
  const type = headers['content-type'] ?? 'text/plain';
  if (!/^(text\/plain|application\/json)\s*(;|$)/i.test(type)) throw new Refusal('bad-type');
}

/** A header's text, whether it came once or several times. */
export function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.join(', ') ?? '');
}
