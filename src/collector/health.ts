import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { disk } from './disk.ts';
import type { Ledger } from './ledger.ts';
import type { Metrics } from './metrics.ts';
import { isLoopback } from './network.ts';
import { metricsText } from './prometheus.ts';
import type { Doorkeeper } from './session.ts';

/** How much of the disk under a folder is used: 0 to 1. */
export type DiskUse = (folder: string) => Promise<number>;

export interface HealthParts {
  readonly data: string;
  readonly ledger: Pick<Ledger, 'status'>;
  readonly metrics: Metrics;
  readonly doorkeeper: Doorkeeper;
  readonly diskUse?: DiskUse | undefined;
  readonly now: () => number;
}

/** From here on somebody should make room: releases write beside what is there. Source: requirements K-21. */
const fullShare = 0.9;

/**
 * `/healthz`: the process lives. `/readyz`: it can take batches, 503 with a reason where it cannot or soon cannot.
 * `/metrics`: for Prometheus, only from this machine or for the owner.
 */
export function tellHealth(app: FastifyInstance, parts: HealthParts): void {
  const { data, ledger, metrics, doorkeeper, diskUse = useOfDisk, now } = parts;
  const start = now();

  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    // As of the last release: bytes that grew with every batch would tell everybody when a visitor comes.
    const { ready, bytes } = ledger.status();
    if (!ready) return reply.code(503).send({ status: 'not ready', reason: 'The log cannot be written.', bytes });
    const used = await diskUse(data).catch(() => null);
    if (used === null)
      return reply.code(503).send({ status: 'not ready', reason: 'The data folder cannot be read.', bytes });
    if (used >= fullShare)
      return reply
        .code(503)
        .send({ status: 'degraded', reason: `The disk is ${Math.floor(used * 100)} % full; make room.`, bytes });
    return reply.send({ status: 'ready', bytes });
  });

  let shown = { minute: -1, text: '' };
  app.get('/metrics', async (request, reply) => {
    if (!isFromHere(request)) doorkeeper.admit(request, ['owner']);
    const minute = Math.floor(now() / 60_000);
    if (shown.minute !== minute) {
      const { released, bytes, ready } = ledger.status();
      const standing = {
        ready,
        lagSeconds: (now() - (released ?? start)) / 1000,
        bytes: { ...bytes, receipts: await disk.size(join(data, 'receipts')) },
        diskUsed: await diskUse(data).catch(() => Number.NaN),
      };
      shown = { minute, text: metricsText(metrics.read(), standing) };
    }
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(shown.text);
  });
}

/** As `df` counts: what only root may still fill is not free. */
async function useOfDisk(folder: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(folder);
  const used = blocks - bfree;
  return used + bavail === 0 ? 0 : used / (used + bavail);
}

/**
 * Whether a program on this machine asks for itself, not a proxy for somebody else and not a page whose name was pointed
 * here (DNS rebinding). A proxy shows by its headers; nginx, which by default adds none, by HTTP/1.0.
 */
function isFromHere({ socket, headers, raw }: FastifyRequest): boolean {
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  const isOwnName = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(headers.host ?? '');
  return isLoopback(socket.remoteAddress ?? '') && !forwarded && isOwnName && raw.httpVersion !== '1.0';
}
