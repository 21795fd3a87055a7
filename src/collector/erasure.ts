import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formatDay, parseDay } from '../wire/calendar.ts';
import type { AccessLog } from './access-log.ts';
import type { Ledger } from './ledger.ts';
import { Refusal } from './problems.ts';
import { refuseForeign } from './session.ts';
import type { Role } from './tokens.ts';

export interface ErasureParts {
  readonly ledger: Pick<Ledger, 'erase'>;
  readonly accessLog: AccessLog;
  /** Throws a `Refusal` where it is not the owner who asks. */
  readonly owner: (request: FastifyRequest) => Role;
  readonly warn: (line: string) => void;
}

/**
 * `DELETE /v1/sites/{site}/measurements?from&to`: a site's measurements go, all of them or those of some days, from what
 * is released, pending and logged. 204 once their bytes are unlinked; how many there were is not told, for it may be fewer
 * than k. A site that is no longer configured can be erased too. Source: requirements K-11.
 */
export function takeErasures(app: FastifyInstance, { ledger, accessLog, owner, warn }: ErasureParts): void {
  app.delete<{ Params: { site: string }; Querystring: Record<string, unknown> }>(
    '/v1/sites/:site/measurements',
    async (request, reply) => {
      refuseForeign(request);
      const role = owner(request);
      const { site } = request.params;
      if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(site)) throw new Refusal('unknown-site');
      const alien = Object.keys(request.query).find((name) => name !== 'from' && name !== 'to');
      // A misspelt `from` must not erase everything.
      if (alien !== undefined) throw new Refusal('bad-query', { detail: 'Known are from, to.' });
      const from = readDay('from', request.query.from);
      const to = readDay('to', request.query.to);
      if (from !== undefined && to !== undefined && from > to)
        throw new Refusal('bad-query', { path: '/from', detail: '`from` must not be after `to`.' });
      await accessLog(role, `erase ${site} from ${from ? formatDay(from) : 'ever'} to ${to ? formatDay(to) : 'ever'}`);
      await ledger
        .erase({ site, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })
        .catch((error: Error) => {
          warn(`an erasure could not be written, and nothing was erased: ${error.message}`);
          throw new Refusal('cannot-erase', { retrySeconds: 60 });
        });
      return reply.code(204).send();
    },
  );
}

function readDay(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const day = typeof value === 'string' ? parseDay(value) : Number.NaN;
  // `2026-02-31` must not quietly become another day.
  if (!Number.isInteger(day) || formatDay(day) !== value)
    throw new Refusal('bad-query', { path: `/${name}`, detail: 'Write a date like 2026-11-22.' });
  return day;
}
