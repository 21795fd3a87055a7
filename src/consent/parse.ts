import type { OwnersConfig } from '../wire/config.ts';
import { builtInPurposes, defaultPurposes } from '../wire/purposes.ts';
import type { Config, Purpose } from './config.ts';

/** How some settings look as text: the check and, in the message, the cure. The schema says more. */
const shapes: Readonly<Record<string, string>> = {
  languages: '((ru|kk|en),?)+',
  purposes: `((${builtInPurposes.join('|')}|\\[object.*),?)+`,
  signals: 'wins|defaultsOff',
  reaskDays: '(1[89]|[2-9]\\d|\\d{3})\\d',
} satisfies { readonly [name in keyof OwnersConfig]?: string };

/** The settings that have none. One that is nowhere is an error, so that a slip of the pen cannot open a gate. */
const others =
  /^(\$schema|site|zone|collector|policy|operator|texts|services|telemetry|forms|theme|cookieDomain|entry)$/;

const version = /^\d[\d.-]*$/;

/**
 * Fills in every default and answers the configuration, read-only from here on.
 *
 * `raw` is what tag, query, JSON block and file gave together; `folder` is where the script came from. Throws an error
 * that names the setting and the cure; the caller then leaves everything refused.
 */
export function parseConfig(raw: OwnersConfig, folder: string): Config {
  for (const [name, value] of Object.entries(raw)) {
    if (!others.test(name) && !RegExp(`^(${shapes[name]})$`).test(value as string))
      throw Error(`"${name}" does not fit; give ${shapes[name] ?? 'a known setting'}`);
  }
  const { policy, collector = folder, purposes = defaultPurposes } = raw;
  if (!policy?.url) throw Error('data-policy is missing; give its address, like "/policy"');
  if (!version.test(policy.version)) throw Error('data-policy-version is missing; give its date, like "2026-11-01"');
  if (raw.zone) new Intl.DateTimeFormat('en', { timeZone: raw.zone }); // throws, naming the zone, where there is none
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
    ...(raw as object),
    policy,
    collector: collector && new URL(collector.replace(/\/?$/, '/'), location.href).href,
    purposes: (purposes as (string | Purpose)[]).map((purpose) =>
      typeof purpose === 'string' ? { id: purpose } : purpose,
    ),
    entry: { side: 'left', offsetPx: 16, ...raw.entry },
  };
}
