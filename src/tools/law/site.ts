import type { OwnersConfig } from '../../wire/config.ts';
import { advice, type Finding, law, schema } from './finding.ts';

/** The policy and its version, the languages, the zone, and where the decision is kept. */
export function findInSite(config: OwnersConfig): readonly Finding[] {
  const { site, zone, cookieDomain, signals, entry, collector } = config;
  const found = [...findInPolicy(config), ...findInLanguages(config)];
  if (zone !== undefined && !isZone(zone))
    found.push(schema('/zone', 'is no time zone: give one of the IANA list, like "Asia/Almaty"'));
  if (cookieDomain !== undefined && !cookieDomain.includes('.'))
    found.push(schema('/cookieDomain', 'is no domain that one site owns: give your own, like "example.kz"'));
  else if (cookieDomain !== undefined && site !== undefined && !`.${site}`.endsWith(`.${cookieDomain}`))
    found.push(schema('/cookieDomain', `is no parent of "${site}": the widget would refuse the whole configuration`));
  if (signals === 'defaultsOff')
    found.push(
      advice('/signals', 'lets a yes win over the browser’s own refusal (GPC, DNT); the policy (§15) obeys it: "wins"'),
    );
  if (entry?.kind === 'link')
    found.push(
      advice(
        '/entry/kind',
        'takes the small button away: put <button data-kelisim-open="preferences"> on every page, so that withdrawing is as easy as giving',
      ),
    );
  if (/^http:\/\/(?!localhost[:/]|127\.)/.test(collector ?? ''))
    found.push(law('/collector', 'is not encrypted: give an https address'));
  return found;
}

function findInPolicy({ policy, purposes }: OwnersConfig): readonly Finding[] {
  if (!policy) return [law('/policy', 'is missing: give { "url": "/policy", "version": "2026-11-01" }')];
  const found: Finding[] = [];
  const { version, changed, material } = policy;
  if (/^\d{4}-/.test(version) && !isDay(version))
    found.push(law('/policy/version', `is no day of the calendar: give one like "2026-11-01"`));
  if (changed && material === false)
    found.push(advice('/policy/changed', 'has no effect while "material" is false: nobody is asked again'));
  const ids = purposes?.map((purpose) => (typeof purpose === 'string' ? purpose : purpose.id));
  for (const [at, id] of (changed ?? []).entries())
    if (ids && !ids.includes(id))
      found.push(law(`/policy/changed/${at}`, `"${id}" is not among the purposes, so nobody is asked again about it`));
  return found;
}

function findInLanguages({ languages, operator }: OwnersConfig): readonly Finding[] {
  const offered: readonly string[] = languages ?? ['ru', 'kk', 'en'];
  const needed = (operator?.country ?? 'KZ') === 'KZ' ? ['kk', 'ru'] : [];
  return needed
    .filter((language) => !offered.includes(language))
    .map((language) =>
      law('/languages', `lacks "${language}": consumers in Kazakhstan are addressed in Kazakh and Russian; add it`),
    );
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text); // 31 February becomes a day of March
}

function isZone(zone: string): boolean {
  try {
    return !!new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return false; // the only way to ask
  }
}
