import { type CatalogueEntry, catalogue, tagIds } from '../../wire/catalogue.ts';
import type { OwnersConfig, Service, UsedService } from '../../wire/config.ts';
import { advice, type Finding, law, schema } from './finding.ts';
import { purposesOf } from './purposes.ts';

const known = Object.entries(catalogue) as [string, CatalogueEntry][];

/** Who else receives data, where, and what they leave in the browser. Source: policy §10, §19, §23; law 94-V, art. 16. */
export function findInServices(config: OwnersConfig): readonly Finding[] {
  const services = config.services ?? [];
  const own = services.map((service) => (typeof service === 'string' || 'use' in service ? null : service.id));
  return services.flatMap((service, at) => {
    const path = `/services/${at}`;
    const id = own[at];
    return [
      ...(id && own.indexOf(id) !== at ? [law(`${path}/id`, `"${id}" is there twice: one yes would open both`)] : []),
      ...(typeof service === 'string'
        ? findInUsed({ use: service }, path, config)
        : 'use' in service
          ? findInUsed(service, path, config)
          : findInOwn(service, path, config)),
    ];
  });
}

/** One of the catalogue: what it brings is known. */
function findInUsed({ use, id, country }: UsedService, path: string, config: OwnersConfig): readonly Finding[] {
  const found: Finding[] = [];
  const { tag, name, country: theirs } = catalogue[use] as CatalogueEntry;
  if (id !== undefined && !(tag && tagIds[tag].test(`${id}`)))
    found.push(
      schema(
        `${path}/id`,
        tag
          ? `"${id}" is no number of ${name}: it looks like ${tagIds[tag].source}`
          : `${name} has no counter: leave it out`,
      ),
    );
  const where = country ?? theirs;
  if (where !== homeOf(config) && !purposesOf(config).includes('crossborder'))
    found.push(
      advice(
        path,
        `${name} is abroad (${where}): visitors are asked for the transfer; add "crossborder" to "purposes"`,
      ),
    );
  return found;
}

function findInOwn(service: Service, path: string, config: OwnersConfig): readonly Finding[] {
  const { purpose, country, origins = [], data = [] } = service;
  const found: Finding[] = [];
  const ids = purposesOf(config);
  if (!ids.includes(purpose))
    found.push(
      law(`${path}/purpose`, `"${purpose}" is not among the purposes, so nobody is ever asked; add it to "purposes"`),
    );
  if (purpose === 'necessary' && origins.length)
    found.push(law(`${path}/purpose`, 'is never asked about: a third party that loads from elsewhere needs a yes'));
  if (country !== homeOf(config) && !ids.includes('crossborder'))
    found.push(law(`${path}/country`, `is abroad (${country}): add "crossborder" to "purposes" (policy §10, §23)`));
  if (![data].flatMap((lists) => (Array.isArray(lists) ? lists : Object.values(lists).flat())).length)
    found.push(law(`${path}/data`, 'is missing: the visitor must read which data it receives'));
  if (!origins.length && purpose !== 'functional')
    found.push(advice(`${path}/origins`, 'is missing: without it a live service cannot be cut off at withdrawal'));
  for (const [at, origin] of origins.entries())
    if (/^http:\/\/(?!localhost\b|127\.)/.test(origin))
      found.push(advice(`${path}/origins/${at}`, 'is not encrypted: give its https address'));
  return [...found, ...findUndeclared(service, path), ...findOurOwn(service, path)];
}

/** A service that the catalogue knows by its address, and what it leaves in the browser without being declared. */
function findUndeclared(service: Service, path: string): readonly Finding[] {
  const [use, entry] =
    known.find(([, { origins }]) => service.origins?.some((origin) => origins.includes(origin))) ?? [];
  if (!use || !entry) return [];
  const found: Finding[] = [];
  const hint = `or say { "use": "${use}" } and leave it to the catalogue`;
  const missing = (['cookies', 'storage'] as const).map((kind) => {
    const declared = (service[kind] ?? []).map(nameOf);
    return [
      kind,
      (entry[kind] ?? []).map(nameOf).filter((name) => !declared.some((other) => covers(other, name))),
    ] as const;
  });
  for (const [kind, names] of missing)
    if (names.length)
      found.push(
        law(
          `${path}/${kind}`,
          `lacks what ${entry.name} leaves: ${[...new Set(names)].join(', ')}; declare them, ${hint}`,
        ),
      );
  if (service.country !== entry.country)
    found.push(
      law(`${path}/country`, `is "${service.country}", but ${entry.name} is in ${entry.country}; correct it, ${hint}`),
    );
  return found;
}

function findOurOwn({ cookies = [] }: Service, path: string): readonly Finding[] {
  return cookies.flatMap((match, at) =>
    covers(nameOf(match), 'kelisim')
      ? [law(`${path}/cookies/${at}`, 'covers Kelisim’s own cookie: a withdrawal would erase the visitor’s answer')]
      : [],
  );
}

const homeOf = ({ operator }: OwnersConfig) => operator?.country ?? 'KZ';
/** `_ga`, or `_ga_*` for a prefix. */
const nameOf = (match: { readonly name?: string; readonly prefix?: string }) => match.name ?? `${match.prefix}*`;
const covers = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
