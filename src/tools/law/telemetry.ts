import type { OwnersConfig } from '../../wire/config.ts';
import { advice, type Finding, law } from './finding.ts';
import { purposesOf } from './purposes.ts';

/** Parts of addresses that tell a diagnosis. Chosen from the names of departments and tests; a reminder, not a list. */
const telling =
  /hiv|aids|spid|вич|спид|жқтб|\bstd|\bsti\b|vener|венер|psych|псих|narko|narco|нарко|abort|аборт|onko|onco|cancer|онко|gepatit|hepatit|гепатит|tubercul|туберк|epilep|эпилеп|gyn[ae]|ginek|гинек/i;
/** Names of properties that would carry a person's data. */
const personal = /^(e-?mail|mail|phone|tel|name|surname|fio|iin|bin|address|birth\w*|passport|diagnosis)$/i;

/** What is measured: events that are declared, pages whose address tells too much. Source: policy §4, §12; law.md. */
export function findInTelemetry(config: OwnersConfig): readonly Finding[] {
  const { telemetry = {} } = config;
  const found: Finding[] = [];
  const ids = purposesOf(config);
  if (telemetry.places?.length && !ids.includes('location'))
    found.push(advice('/telemetry/places', 'is never used: "location" is not among the purposes; add it'));
  if (telemetry.search?.mode === 'vocabulary' && !telemetry.search.vocabulary)
    found.push(
      advice('/telemetry/search/vocabulary', 'is missing: in mode "vocabulary" every search would be "other"'),
    );
  for (const [name, { props = [] }] of Object.entries(telemetry.events ?? {}))
    for (const [at, prop] of props.entries())
      if (personal.test(prop))
        found.push(
          law(`/telemetry/events/${name}/props/${at}`, `"${prop}" would carry a person’s data: statistics hold none`),
        );
  return [...found, ...findUndeclaredEvents(config), ...findTellingPaths(config)];
}

function findUndeclaredEvents({ telemetry = {} }: OwnersConfig): readonly Finding[] {
  const events = Object.keys(telemetry.events ?? {});
  const waiting = [
    ...Object.entries(telemetry.goals ?? {}).map(([name, goal]) => [`/telemetry/goals/${name}`, goal] as const),
    ...Object.entries(telemetry.funnels ?? {}).flatMap(([name, steps]) =>
      steps.map((step) => [`/telemetry/funnels/${name}`, step] as const),
    ),
  ];
  return waiting.flatMap(([path, target]) =>
    typeof target !== 'string' && 'event' in target && !events.includes(target.event)
      ? [advice(path, `waits for the event "${target.event}", which "events" does not declare; declare it`)]
      : [],
  );
}

/** Routes, goals and steps whose address tells a diagnosis: only that a sensitive page was viewed may be sent. */
function findTellingPaths({ telemetry = {} }: OwnersConfig): readonly Finding[] {
  const { routes = [], sensitive = [], goals = {}, funnels = {} } = telemetry;
  const paths: readonly (readonly [string, string])[] = [
    ...routes.map((route, at) => [`/telemetry/routes/${at}`, route] as const),
    ...Object.entries(goals).flatMap(([name, goal]) =>
      'path' in goal ? [[`/telemetry/goals/${name}/path`, goal.path] as const] : [],
    ),
    ...Object.entries(funnels).flatMap(([name, steps]) =>
      steps.flatMap((step, at) =>
        typeof step === 'string' ? [[`/telemetry/funnels/${name}/${at}`, step] as const] : [],
      ),
    ),
  ];
  return paths.flatMap(([pointer, path]) => {
    const isCovered = sensitive.some((pattern) => covers(pattern, path));
    if (isCovered && !pointer.startsWith('/telemetry/routes'))
      return [
        law(pointer, `"${path}" is a sensitive page: by its own name it would tell what the page is; leave it out`),
      ];
    if (!isCovered && telling.test(path))
      return [
        advice(
          pointer,
          `"${path}" tells what somebody may suffer from: add it to "sensitive", like "${path.replace(/\/[^/]*:.*$/, '/*')}"`,
        ),
      ];
    return [];
  });
}

/** Whether a sensitive pattern takes in another path or pattern: `/hiv/*` takes in `/hiv/:slug`. */
function covers(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/:[^/]+/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}/?$`).test(path);
}
