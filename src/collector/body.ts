import type { IncomingMessage } from 'node:http';
import { Refusal } from './problems.ts';

/** 64 KiB: more than a browser sends at once with keepalive. Source: requirements K-12. */
export const maxBytes = 65_536;

/**
 * Reads a request's body whole and calls `done` once, with the body or with why there is none: longer than 64 KiB, or
 * cut off. Of a body that is too long the rest is not kept.
 *
 * Listeners on the request itself, as Node's own guide has it: Fastify's reader for any route costs half as much again.
 */
export function readBody(request: IncomingMessage, done: (fault: unknown, body: Uint8Array) => void): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  const finish = (fault: unknown, body: Uint8Array) => {
    if (isOver) return;
    isOver = true;
    done(fault, body);
  };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    finish(new Refusal('too-large'), nothing);
    return;
  }
  request.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
    else finish(new Refusal('too-large'), nothing);
  });
  request.on('end', () => {
    const [first = nothing] = parts;
    finish(null, parts.length > 1 ? Buffer.concat(parts) : first);
  });
  request.on('error', () => finish(new Refusal('bad-request'), nothing));
}

const nothing = new Uint8Array();
