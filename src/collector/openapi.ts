import { Batch } from '../wire/batch.ts';
import { Problem } from '../wire/problem.ts';
import { Receipt } from '../wire/receipt.ts';
import { Arrivals, type ReportName, reportRows, reportSchema } from '../wire/report.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const json = (description: string, schema: unknown) => ({ description, content: { 'application/json': { schema } } });
const query = (name: string, description: string, required = false, schema: unknown = { type: 'string' }) => ({
  name,
  in: 'query',
  required,
  description,
  schema,
});

const site = query('site', 'the site’s name', true);
const asked = [
  site,
  query('from', 'a date in the site’s zone, inclusive; default: 29 days before `to`', false, {
    type: 'string',
    format: 'date',
  }),
  query('to', 'a date in the site’s zone, inclusive; default: today', false, { type: 'string', format: 'date' }),
  query('by', 'a dimension to break down by; two dimensions at most together with filters', false, {
    type: 'array',
    items: { type: 'string' },
  }),
  query('filter', '`dimension:value`, like `browser:Firefox`', false, { type: 'array', items: { type: 'string' } }),
];
const step = query('step', 'the series’ step', false, { enum: ['hour', 'day', 'week', 'month'] });
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
              'application/json': {
                schema: { type: 'object', required: ['token'], properties: { token: { type: 'string' } } },
              },
            },
          },
          responses: {
            '204': { description: 'A cookie was set.' },
            '401': problem('A wrong token.'),
            '429': problem('Too many failures.'),
          },
        },
        delete: { summary: 'Sign out', responses: { '204': { description: 'The session is over.' } } },
      },
      '/v1/sites': reading('The sites of this collector', [], json('Sites', { type: 'object' })),
      '/v1/arrivals': reading(
        'Whether anything arrives',
        [site],
        json('Arrivals', { $ref: '#/components/schemas/Arrivals' }),
      ),
      '/v1/live': reading('Who is here now, in steps', [site], json('Live', { type: 'object' })),
      '/v1/releases': reading('Released rows as they come out, k at a time, until the reader ends', [site], {
        description: 'Server-sent events named `released` for who accepts them, else one row a line',
        content: { 'text/event-stream': {}, 'application/x-ndjson': { schema: { type: 'object' } } },
      }),
      '/v1/receipts/{id}': reading(
        'A receipt with its link in the chain, for the owner',
        [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        json('The link', { type: 'object' }),
      ),
      '/v1/receipts/verify': reading(
        'Whether the chain of receipts is whole, for the owner',
        [],
        json('What was found', { type: 'object' }),
      ),
      ...Object.fromEntries(
        names.flatMap((name) => {
          const parameters = name === 'views' ? [...asked, step] : asked;
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
                content: { 'text/csv': {} },
              }),
            ],
          ];
        }),
      ),
      '/healthz': { get: { summary: 'The process lives', responses: { '200': { description: 'yes' } } } },
      '/readyz': {
        get: {
          summary: 'It can take batches',
          responses: { '200': { description: 'yes' }, '503': { description: 'not now, or the disk is nearly full' } },
        },
      },
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
      schemas: { Batch, Receipt, Problem, Arrivals },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'kelisim-session' },
      },
    },
  };
}
