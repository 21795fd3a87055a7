import { Batch } from '../wire/batch.ts';
import { Problem } from '../wire/problem.ts';
import { Receipt } from '../wire/receipt.ts';
import { Arrivals, type ReportName, reportRows, reportSchema } from '../wire/report.ts';
import { answers } from './answers.ts';
import { dimensionsOf, stepsOf } from './query.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, schema: unknown) => ({ description, content: { 'application/json': { schema } } });
const query = (name: string, description: string, required = false, schema: unknown = { type: 'string' }) => ({
  name,
  in: 'query',
  required,
  description,
  schema,
});

const site = query('site', 'the site’s name', true);
const date = { type: 'string', format: 'date' };

/** What a report may be asked; each name with the dimensions that it knows. */
const askedOf = (name: ReportName) => {
  const known = dimensionsOf(name);
  return [
    site,
    query('from', 'a date in the site’s zone, inclusive; default: 29 days before `to`', false, date),
    query('to', 'a date in the site’s zone, inclusive; default: today', false, date),
    ...(known === null
      ? []
      : [
          query(
            'by',
            'what to break down by; two dimensions at most together with the report’s own and filters',
            false,
            {
              type: 'array',
              items: known.length > 0 ? { enum: known } : { type: 'string', description: 'a property of an event' },
            },
          ),
          query('filter', '`dimension:value`, like `browser:Firefox`', false, {
            type: 'array',
            items: { type: 'string' },
          }),
        ]),
    ...(stepsOf(name).length > 0 ? [query('step', 'the series’ step', false, { enum: [...stepsOf(name)] })] : []),
  ];
};
const signedIn = [{ bearer: [] }, { session: [] }];

const intakeRefusals = {
  '400': problem('It does not fit; `path` says where, the value is not echoed.'),
  '403': problem('Unknown site or origin.'),
  '409': problem('A purpose that does not cover this, a browser’s refusal, or another receipt with this id.'),
  '413': problem('Over 64 KiB or 100 events.'),
  '429': problem('Too many; Retry-After says how long.'),
  '503': problem('The log cannot be written; nothing was acknowledged; Retry-After says how long.'),
};

const post = (description: string, schema: string, done: string) => ({
  post: {
    summary: description,
    requestBody: {
      required: true,
      content: Object.fromEntries(
        ['text/plain', 'application/json'].map((type) => [
          type,
          { schema: { $ref: `#/components/schemas/${schema}` } },
        ]),
      ),
    },
    responses: { [done]: { description: 'It is on disk.' }, ...intakeRefusals },
  },
});

const reading = (summary: string, parameters: readonly unknown[], answer: unknown) => ({
  get: {
    summary,
    security: signedIn,
    parameters,
    responses: {
      '200': answer,
      '400': problem('The question does not fit; `path` names the parameter.'),
      '401': problem('Not signed in.'),
      '403': problem('Unknown site.'),
    },
  },
});

/** The widget's files, for every page, and the analyst's page, for its own origin. */
function filesOf(version: string) {
  const script = { description: 'The script', content: { 'text/javascript': { schema: { type: 'string' } } } };
  const file = { name: 'file', in: 'path', required: true, schema: { type: 'string' } };
  const absent = problem('No such file.');
  return {
    '/': {
      get: {
        summary: 'The analyst’s page, which signs in for itself',
        responses: { '200': { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } } },
      },
    },
    '/kelisim.js': { get: { summary: 'The widget, for an hour', responses: { '200': script } } },
    '/{file}': {
      get: {
        summary: 'A chunk of the widget, its styles or its schema; a name with a digest never changes',
        parameters: [file],
        responses: { '200': { description: 'The file' }, '404': absent },
      },
    },
    [`/v/${version}/{file}`]: {
      get: {
        summary: 'The same, for ever',
        parameters: [file],
        responses: { '200': { description: 'The file' }, '404': absent },
      },
    },
  };
}

/** OpenAPI 3.1 of the collector, from the schemas that validate. Source: requirements K-21; https://spec.openapis.org/oas/v3.1.0 */
export function openApi(version: string, base: string) {
  const names = Object.keys(reportRows) as ReportName[];
  return {
    openapi: '3.1.0',
    info: { title: 'Kelisim collector', version, description: 'Every count of people is a multiple of k.' },
    servers: [{ url: base }],
    paths: {
      '/v1/batches': post('Events of one purpose, from a page of a listed origin', 'Batch', '204'),
      '/v1/receipts': post('The proof of a decision', 'Receipt', '201'),
      '/v1/session': {
        post: {
          summary: 'Sign in for the page',
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: ref('SignIn') },
              'text/plain': { schema: ref('SignIn') },
            },
          },
          responses: {
            '204': {
              description: 'A cookie was set: HttpOnly, SameSite=Strict, for twelve hours.',
              headers: { 'Set-Cookie': { schema: { type: 'string' } } },
            },
            '400': problem('No token.'),
            '403': problem('A foreign page asked.'),
            '401': problem('A wrong token.'),
            '429': problem('Too many failures.'),
          },
        },
        delete: {
          summary: 'Sign out',
          responses: { '204': { description: 'The session is over.' }, '403': problem('A foreign page asked.') },
        },
      },
      '/v1/sites': reading('The sites of this collector', [], json('Sites', ref('Sites'))),
      '/v1/arrivals': reading('Whether anything arrives', [site], json('Arrivals', ref('Arrivals'))),
      '/v1/live': reading('Who is here now, in steps', [site], json('Live', ref('Live'))),
      '/v1/releases': reading(
        'Released rows as they come out, k at a time, until the reader ends',
        [
          query('site', 'the site’s name; default: all sites'),
          query('since', 'a date, for all of that day and after it, or the id of an event, for what came after it'),
          {
            name: 'Last-Event-ID',
            in: 'header',
            description: 'the same, as browsers send it',
            schema: { type: 'string' },
          },
        ],
        {
          description: 'Server-sent events `released` and `reset` for who accepts them, else one row a line',
          content: {
            'text/event-stream': { schema: { type: 'string' } },
            'application/x-ndjson': { schema: { anyOf: [ref('Released'), ref('Reset')] } },
          },
        },
      ),
      '/v1/sites/{site}/measurements': {
        delete: {
          summary: 'Erase a site’s measurements, all of them or some days, for the owner; receipts stay',
          security: signedIn,
          parameters: [
            { name: 'site', in: 'path', required: true, schema: { type: 'string' } },
            query('from', 'the first day, in the site’s zone', false, date),
            query('to', 'the last day', false, date),
          ],
          responses: {
            '204': { description: 'They are in no file any more.' },
            '400': problem('A date that is none.'),
            '401': problem('Not signed in.'),
            '403': problem('Not the owner, or a foreign page.'),
            '503': problem('It could not be written; nothing was erased.'),
          },
        },
      },
      '/v1/receipts/{id}': reading(
        'A receipt with its link in the chain, for the owner',
        [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        json('The link', ref('Link')),
      ),
      '/v1/receipts/verify': reading(
        'Whether the chain of receipts is whole, for the owner',
        [],
        json('What was found', ref('Verified')),
      ),
      ...Object.fromEntries(
        names.flatMap((name) => {
          const parameters = askedOf(name);
          const rows = {
            description: 'The same rows, one a line',
            content: { 'application/x-ndjson': { schema: reportRows[name] } },
          };
          return [
            [`/v1/reports/${name}`, reading(`Report ${name}`, parameters, json(`Report ${name}`, reportSchema(name)))],
            [`/v1/exports/${name}.ndjson`, reading(`Export ${name}`, parameters, rows)],
            [
              `/v1/exports/${name}.csv`,
              reading(`Export ${name} for a spreadsheet`, parameters, {
                description: 'The same rows',
                content: { 'text/csv': { schema: { type: 'string' } } },
              }),
            ],
            [
              `/v1/exports/${name}.parquet`,
              reading(`Export ${name} for DuckDB, pandas or Polars`, parameters, {
                description: 'The same rows',
                content: { 'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } } },
              }),
            ],
          ];
        }),
      ),
      '/healthz': { get: { summary: 'The process lives', responses: { '200': json('It does', ref('Alive')) } } },
      '/readyz': {
        get: {
          summary: 'It can take batches',
          responses: {
            '200': json('It can', ref('Ready')),
            '503': json('Not now, or the disk is nearly full', ref('Ready')),
          },
        },
      },
      '/openapi.json': { get: { summary: 'This document', responses: { '200': json('OpenAPI', { type: 'object' }) } } },
      ...filesOf(version),
      '/metrics': {
        get: {
          summary: 'For Prometheus, from the collector’s own machine or for the owner; steps each minute',
          security: [{}, ...signedIn],
          responses: {
            '200': { description: 'Sums over all sites', content: { 'text/plain': { schema: { type: 'string' } } } },
            '401': problem('Not signed in.'),
            '403': problem('Not the owner.'),
          },
        },
      },
    },
    components: {
      schemas: { Batch, Receipt, Problem, Arrivals, ...answers },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'kelisim-session' },
      },
    },
  };
}
