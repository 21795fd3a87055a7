import type { OwnersConfig } from '../wire/config.ts';
import { builtInPurposes, defaultPurposes } from '../wire/purposes.ts';
import type { Config, Purpose } from './config.ts';

const string = '"(\\\\.|[^"\\\\])*"';
/**
 * How every setting looks as JSON; its services and own purposes have ids that can stand in the cookie, a counter its
 * number. One that is nowhere is an error, so that a slip of the pen cannot open a gate.
 */
const shape = RegExp(
  `^(?!.*"id":(?!\\d\\d|"[Ga-z][\\w-]*"))((\\$schema|site|zone|cookieDomain|collector)="[^"]|collector=n|(policy|operator|telemetry|forms|theme|entry)={|texts={("(ru|kk|en)":{(${string}:${string},?)*},?)*}$|languages=\\[("(ru|kk|en)",?)+]|purposes=\\[("(${builtInPurposes.join('|')})",?)*[{\\]]|services=\\[["{\\]]|signals="(wins|defaultsOff)"|reaskDays=(1[89]|[2-9]\\d)\\d$)`,
);

/** As JSON, so that a number is none; what is longer would not fit into the cookie. */
const version = /^"(?=.{1,40}$)(\d{4}-\d\d-\d\d|\d+(\.\d+)*)"$/;

/** Says what is wrong with a setting where `use` of it throws. */
function must<T>(cure: string, use: () => T): T {
  try {
    return use();
  } catch {
    throw Error(cure);
  }
}

/**
 * Fills in every default and answers the configuration, read-only from here on.
 *
 * `raw` is what tag, query, JSON block and file gave together; `folder` is where the script came from. Throws an error
 * that names the setting; the caller then leaves everything refused. What is wrong deeper inside and can open nothing,
 * `kelisim check` says.
 */
export function parseConfig(raw: OwnersConfig, folder: string): Config {
  for (const name in raw)
    if (!shape.test(`${name}=${JSON.stringify(raw[name as 'site'])}`))
      throw Error(`"${name}" does not fit kelisim.schema.json`);
  const { policy, collector = folder, purposes = defaultPurposes } = raw;
  if (!policy?.url) throw Error('data-policy: give an address, like "/policy"');
  if (!version.test(JSON.stringify(policy.version))) throw Error('data-policy-version: give a date, like "2026-11-01"');
  if (policy.changed && !Array.isArray(policy.changed)) throw Error('policy.changed: give a list, like ["search"]');
  const { cookieDomain, zone } = raw;
  must(
    `data-zone="${zone}": give a zone, like "Asia/Almaty"`,
    // The first question to `Intl` in a page costs 25 ms: nobody is asked about the default.
    () => zone && Intl.DateTimeFormat([], { timeZone: zone }),
  );
  if (cookieDomain && !`.${location.hostname}`.endsWith(`.${cookieDomain}`))
    throw Error(`cookieDomain: give a parent of ${location.hostname}, like "example.kz"`);
  return {
    site: location.hostname.replace(/^www\./, ''),
    zone: 'Asia/Almaty',
    operator: {},
    languages: ['ru', 'kk', 'en'],
    texts: {},
    services: [],
    signals: 'wins',
    reaskDays: 180,
    telemetry: {},
    forms: {},
    theme: {},
    entry: {},
    ...(raw as object),
    policy,
    collector:
      collector &&
      must(
        `data-collector="${collector}": give an address, like "/kelisim", or null`,
        () => new URL(collector.replace(/\/?$/, '/'), location.href).href,
      ),
    purposes: (purposes as (string | Purpose)[]).map((purpose) =>
      typeof purpose === 'string' ? { id: purpose } : purpose,
    ),
  };
}
