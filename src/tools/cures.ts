import type { Fault } from '../collector/shapes.ts';
import { catalogueIds } from '../wire/catalogue.ts';
import { ConfigSchema } from '../wire/config.ts';
import { builtInPurposes } from '../wire/purposes.ts';

/** What the schema says of one place; of a union, what any of its branches says. */
interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
}

/** Where the schema's own words would not help, by pointer; the first that fits. */
const cures: readonly (readonly [path: RegExp, cure: string])[] = [
  [
    /^\/policy\/version$/,
    'is no version: give a date, like "2026-11-01", or a dotted number, like "1.2"; a newer one must be larger',
  ],
  [/^\/policy\/url$/, 'is missing: give the address of the policy, like "/policy"'],
  [/^\/reaskDays$/, 'must be 180 to 730 days: who asks sooner nags (EDPB), the same for a yes and a no'],
  [/^\/services\/\d+(\/use)?$/, `is not in the catalogue; it has ${catalogueIds.join(', ')}`],
  [/^\/services\/\d+\/origins\/\d+$/, 'is no origin: give scheme and host, like "https://maps.example"'],
  [/\/country$/, 'is no country: give two capital letters (ISO 3166-1), like "KZ"'],
  [/^\/operator\/bin$/, 'is no BIN: give its 12 digits'],
  [/^\/operator\/email$/, 'is no address: give one like "privacy@example.kz"'],
  [
    /^\/purposes\/\d+$/,
    `is no purpose: give one of ${builtInPurposes.join(', ')}, or { "id", "texts", "term" } for one of your own`,
  ],
  [/^\/telemetry\/(routes|sensitive)\/\d+$|\/path$/, 'is no path: it begins with "/", like "/doctors/:slug"'],
];

/** A fault of the schema in words that name the cure; null where it only echoes another branch of a union. */
export function cureFor({ path, expected }: Fault, config: unknown): string | null {
  if (isEcho(path, expected, config)) return null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const around = nodesAt(path.slice(0, path.lastIndexOf('/')));
  if (expected === 'no such field') {
    const names = around.flatMap(({ properties }) => Object.keys(properties ?? {}));
    const meant = closest(name, names);
    return `is no setting${meant ? `: did you mean "${meant}"?` : names.length ? `; there are ${names.join(', ')}` : ''}`;
  }
  const nodes = nodesAt(path);
  const about = nodes.map(({ description }) => description).find(Boolean);
  if (expected === 'this field')
    return `is missing${about ? `: ${about}` : ': give it, or leave out what it belongs to'}`;
  const [, cure] = cures.find(([where]) => where.test(path)) ?? [];
  if (cure) return cure;
  const allowed: unknown[] = nodes
    .flatMap((node): unknown[] => [...(node.enum ?? [node.const])])
    .filter((one) => one !== undefined);
  if (allowed.length) return `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  return `must ${expected}${about ? ` (${about})` : ''}`;
}

/** A service is one of the catalogue or one of the owner's; every branch complains, and only one was meant. */
function isEcho(path: string, expected: string, config: unknown): boolean {
  const [, at, name] = /^\/services\/(\d+)\/(\w+)/.exec(path) ?? [];
  if (at === undefined) return false;
  const service = Object((config as { services?: unknown[] }).services)[at];
  const branch = 'use' in Object(service) ? ['use', 'id'] : ['id', 'purpose', 'name', 'country'];
  if (expected === 'this field') return !branch.includes(name ?? '') || (branch.length === 2 && name === 'id');
  if (expected.includes('(G|GTM)')) return branch.length > 2;
  return expected === 'no such field' && branch.length > 2 && ['cookies', 'storage'].includes(name ?? '');
}

function nodesAt(pointer: string): readonly Node[] {
  let nodes = unfold(ConfigSchema as unknown as Node);
  for (const name of pointer.split('/').slice(1))
    nodes = nodes
      .flatMap(({ properties, patternProperties, items }) => [
        properties?.[name] ?? (properties ? undefined : Object.values(patternProperties ?? {})[0]),
        /^\d+$/.test(name) ? items : undefined,
      ])
      .flatMap((node) => (node ? unfold(node) : []));
  return nodes;
}

const unfold = (node: Node): readonly Node[] => [node, ...(node.anyOf ?? []).flatMap(unfold)];

/** The one of `names` that is at most two slips of the pen away. */
function closest(name: string, names: readonly string[]): string | undefined {
  const [best] = names.map((other) => [slips(name, other), other] as const).sort(([a], [b]) => a - b);
  return best && best[0] <= 2 && best[0] < name.length ? best[1] : undefined;
}

/** Levenshtein's distance. */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, opposite] of [...other].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + Number(letter !== opposite)));
    row = next;
  }
  return row[other.length] ?? 0;
}
