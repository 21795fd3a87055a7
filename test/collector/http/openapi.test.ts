import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { batch, firstEver, openCollector, receipt, token, view } from './open-collector.ts';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required?: readonly string[] }>> };
}

/** The calls of INTERFACE.md, "The collector over HTTP". */
const calls = [
  'get /kelisim.js',
  'get /v/0.1.0/{file}',
  'post /v1/batches',
  'post /v1/receipts',
  'get /v1/reports/pages',
  'get /v1/exports/pages.csv',
  'get /v1/exports/pages.ndjson',
  'get /v1/exports/pages.parquet',
  'get /v1/releases',
  'get /v1/live',
  'get /v1/receipts/{id}',
  'get /v1/receipts/verify',
  'get /openapi.json',
  'get /healthz',
  'get /readyz',
  'get /metrics',
  'get /',
  'post /v1/session',
];

test('K-21: OpenAPI 3.1 has every call, and what the collector answers fits what it says', async (t) => {
  const { url, post, get, ledger } = await openCollector(t);
  const owner = { authorization: `Bearer ${token}` };
  const visit = () => post('v1/batches', batch({ events: [view({ first: firstEver(Date.now()) })] }));
  await Promise.all(Array.from({ length: 30 }, visit));
  const kept = receipt();
  assert.equal((await post('v1/receipts', kept)).status, 201);
  await ledger.release();

  const api = (await (await get('openapi.json', {})).json()) as Document;
  assert.equal(api.openapi, '3.1.0');
  const version = Object.keys(api.paths).find((path) => path.startsWith('/v/')) ?? '';
  for (const call of calls) {
    const [method = '', path = ''] = call.split(' ');
    assert.ok(api.paths[path.startsWith('/v/') ? version : path]?.[method], call);
  }
  assert.ok(api.components.schemas.Batch?.required?.includes('events'));

  const ajv = new Ajv2020({ strict: false, formats: { date: true, 'date-time': true, binary: true } });
  ajv.addSchema({ $id: 'api', ...api });
  const fits = (schema: object, answer: unknown, what: string) => {
    const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object);
    assert.ok(check(answer), `${what}: ${ajv.errorsText(check.errors)} ${JSON.stringify(answer).slice(0, 300)}`);
  };
  let checked = 0;
  for (const [path, operations] of Object.entries(api.paths)) {
    const { get: operation } = operations;
    // The feed does not end, and files need a build; both have tests of their own.
    if (!operation || path === '/v1/releases' || /^\/($|kelisim\.js|\{file\}|v\/)/.test(path)) continue;
    const needsSite = operation.parameters?.some(({ name, required }) => name === 'site' && required) ?? false;
    const target = `${path.slice(1).replace('{id}', kept.id)}${needsSite ? '?site=clinic.kz' : ''}`;
    const answer = await get(target, owner);
    const told = operation.responses[answer.status];
    assert.ok(answer.status === 200 && told, `${path}: ${answer.status}`);
    const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
    const schema = told.content?.[type]?.schema;
    assert.ok(schema, `${path}: ${type} is not in the document`);
    if (type === 'application/json') fits(schema, await answer.json(), path);
    if (type === 'application/x-ndjson')
      for (const row of (await answer.text()).split('\n').filter(Boolean)) fits(schema, JSON.parse(row), path);
    checked += 1;
    if (answer.bodyUsed === false) await answer.body?.cancel();
    const stranger = await get(target, { 'x-forwarded-for': '198.51.100.7' });
    if (/^\/(healthz|readyz|openapi)/.test(path)) assert.equal(stranger.status, 200, path);
    else {
      assert.equal(stranger.status, 401, path);
      assert.ok(operation.responses[401], path);
      fits({ $ref: '#/components/schemas/Problem' }, await stranger.json(), path);
    }
  }
  assert.ok(checked > 80, String(checked));

  const schemas = { batch: batch(), receipt: receipt() };
  fits({ $ref: '#/components/schemas/Batch' }, schemas.batch, 'a batch');
  fits({ $ref: '#/components/schemas/Receipt' }, schemas.receipt, 'a receipt');
  const refused = await post('v1/batches', batch({ visitor: 1 }));
  fits({ $ref: '#/components/schemas/Problem' }, await refused.json(), 'a refusal');
  assert.throws(() => fits({ $ref: '#/components/schemas/Batch' }, batch({ visitor: 1 }), 'an open schema'));

  const feed = await fetch(new URL('v1/releases?since=2026-01-01', url), { headers: owner });
  let heard = '';
  for await (const part of feed.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    heard += part;
    if (heard.includes('\n')) break;
  }
  for (const row of heard.split('\n').slice(0, -1))
    fits({ $ref: '#/components/schemas/Released' }, JSON.parse(row), 'the feed');
});
