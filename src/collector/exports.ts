import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Report } from '../wire/report.ts';
import type { AccessLog } from './access-log.ts';
import { columnsOf } from './columns.ts';
import { Refusal } from './problems.ts';
import { isReportName } from './query.ts';
import { toCsv } from './spreadsheet.ts';
import type { Store } from './stores/store.ts';
import type { Role } from './tokens.ts';

export interface ExportParts {
  readonly store: Store;
  readonly accessLog: AccessLog;
  readonly signedIn: (request: FastifyRequest) => Role;
  readonly report: (name: string, query: Readonly<Record<string, unknown>>) => Promise<Report>;
}

const types = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

/** The forms in which a report can be taken along. */
export const exportForms = Object.keys(types) as readonly (keyof typeof types)[];

/** `GET /v1/exports/{name}.{csv,ndjson,parquet}`: the rows of the report, nothing more. Source: requirements R-03, R-08. */
export function giveExports(app: FastifyInstance, { store, accessLog, signedIn, report }: ExportParts): void {
  app.get<{ Params: { name: string }; Querystring: Record<string, unknown> }>(
    '/v1/exports/:name',
    async (request, reply) => {
      const role = signedIn(request);
      const [, name = '', end = ''] = /^(.*)\.([a-z]+)$/s.exec(request.params.name) ?? [];
      const form = exportForms.find((one) => one === end);
      if (form === undefined || !isReportName(name))
        throw new Refusal('not-found', {
          detail: `Exports are the reports' names with ${exportForms.map((one) => `.${one}`).join(', ')}.`,
        });
      const { rows, site, from, to, sample } = await report(name, request.query);
      await accessLog(role, `export ${name}.${form} of ${site} from ${from} to ${to}`);
      const mark = sample ? 'SAMPLE_' : '';
      reply
        .type(types[form])
        .header('content-disposition', `attachment; filename="${mark}${name}_${site}_${from}_${to}.${form}"`);
      if (form === 'ndjson') return reply.send(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const by = [request.query.by].flat().flatMap((text) => String(text ?? '').split(','));
      if (request.query.step !== undefined) by.push('at');
      const columns = columnsOf(name, rows, by);
      if (form === 'csv') return reply.send(toCsv(columns));
      return reply.send(Buffer.from(await store.toParquet(columns)));
    },
  );
}
