import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Batch, kindsOf } from '../wire/batch.ts';
import { ConfigSchema, type OwnersConfig } from '../wire/config.ts';
import { Receipt } from '../wire/receipt.ts';
import { findLoneSurrogate, isDeep, type Json, tooDeep } from './json.ts';
import { Refusal } from './problems.ts';

// Fastify's defaults strip unknown fields and turn "2" into 2: a treaty that is closed must refuse instead.
const ajv = new Ajv({ removeAdditional: false, coerceTypes: false, discriminator: true, strict: false });

const checkBatch = ajv.compile(discriminated(Batch)) as ValidateFunction<Batch>;
const checkReceipt = ajv.compile(Receipt) as ValidateFunction<Receipt>;
const checkConfig = new Ajv({ allErrors: true, strict: false, formats: {} }).compile(
  ConfigSchema,
) as ValidateFunction<OwnersConfig>;

/** Takes a parsed body as a batch of version 1, or throws a `Refusal` with the path of the fault. */
export function readBatch(body: Json): Batch {
  if (isLong(body.value)) throw new Refusal('too-large', { path: '/events' });
  const batch = read(body, checkBatch);
  const covered: readonly string[] = kindsOf[batch.purpose];
  const alien = batch.events.findIndex((event) => !covered.includes(event.kind));
  if (alien >= 0) throw new Refusal('wrong-purpose', { path: `/events/${alien}/kind` });
  return batch;
}

/** Takes a parsed body as a receipt, or throws a `Refusal` with the path of the fault. */
export function readReceipt(body: Json): Receipt {
  return read(body, checkReceipt);
}

/** A fault in the owner's configuration: where (JSON pointer), and what is expected there. */
export interface Fault {
  readonly path: string;
  readonly expected: string;
}

/** Every fault of an owner's configuration; an empty list where it fits. */
export function faultsOfConfig(config: unknown): readonly Fault[] {
  if (checkConfig(config)) return [];
  const faults = (checkConfig.errors ?? []).map((error) => ({ path: pointerOf(error), expected: expectedBy(error) }));
  // Every branch of a union complains; one line a place is enough, and the deepest place is the one that helps.
  return faults.filter(
    (fault, at) =>
      faults.findIndex((other) => other.path === fault.path) === at &&
      !faults.some((other) => other.path.startsWith(`${fault.path}/`)),
  );
}

function isLong(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events)
    ? body.events.length > 100
    : false;
}

function read<T>(body: Json, check: ValidateFunction<T>): T {
  const { value } = body;
  if (!check(value)) {
    if (isDeep(body.text)) throw new Refusal('bad-shape', tooDeep);
    const fault = check.errors?.at(-1);
    throw new Refusal('bad-shape', fault ? { path: pointerOf(fault), detail: `Expected: ${expectedBy(fault)}.` } : {});
  }
  const lone = findLoneSurrogate(body);
  if (lone !== null) throw new Refusal('bad-shape', { path: lone, detail: 'Expected: whole Unicode characters.' });
  return value;
}

/** The event union, told apart by `kind`: one branch is tried and its fault has an exact path. */
function discriminated(schema: typeof Batch) {
  const plain = JSON.parse(JSON.stringify(schema));
  const { anyOf } = plain.properties.events.items;
  plain.properties.events.items = {
    type: 'object',
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    oneOf: anyOf,
  };
  return plain;
}

/** A field's own name is said only where it looks like a name: anything else a stranger sent is not echoed. */
function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, tag } = error.params as Record<string, unknown>;
  const name = missingProperty ?? additionalProperty ?? (error.keyword === 'discriminator' ? tag : undefined);
  return typeof name === 'string' && /^[A-Za-z_$][\w$-]{0,39}$/.test(name)
    ? `${error.instancePath}/${name}`
    : error.instancePath;
}

function expectedBy(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return 'no such field';
    case 'required':
      return 'this field';
    case 'const':
      return JSON.stringify(params.allowedValue);
    case 'discriminator':
      return 'a known kind of event';
    case 'anyOf': {
      const allowed = (error.parentSchema ?? {}) as { anyOf?: { const?: unknown; type?: string }[] };
      return (
        allowed.anyOf?.map(({ const: only, type }) => JSON.stringify(only ?? type)).join(' or ') ?? 'one of its forms'
      );
    }
    default:
      return error.message?.replace(/^must /, '') ?? 'something else';
  }
}
