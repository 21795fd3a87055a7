import type { OwnersConfig } from '../wire/config.ts';
import { hasCheckDigit } from '../wire/iin.ts';
import { defaultPurposes } from '../wire/purposes.ts';

/** What a configuration misses, where (JSON pointer) and what to do. `law`: a person must answer for it; `advice`: better so. */
export interface Finding {
  readonly path: string;
  readonly level: 'law' | 'advice';
  readonly text: string;
}

/**
 * What the law and the policy ask of a configuration and its schema cannot say. Engineering readings, for a lawyer to
 * check. Source: Kazakhstan, Law 94-V, art. 8(4), 8(6), 16; policy §1, §10, §12.
 */
export function findGaps(config: OwnersConfig): readonly Finding[] {
  return [
    ...findInOperator(config),
    ...findInPolicy(config),
    ...findInLanguages(config),
    ...findInServices(config),
    ...findInForms(config),
    ...findInTelemetry(config),
  ];
}

const law = (path: string, text: string): Finding => ({ path, level: 'law', text });
const advice = (path: string, text: string): Finding => ({ path, level: 'advice', text });

function findInOperator({ operator }: OwnersConfig): readonly Finding[] {
  if (!operator)
    return [law('/operator', 'is missing: every consent must name who asks; give { "name": …, "bin": …, "email": … }')];
  const country = operator.country ?? 'KZ';
  const found: Finding[] = [];
  if (!operator.name) found.push(law('/operator/name', 'is missing: every consent must name who asks'));
  if (country === 'KZ' && !operator.bin)
    found.push(law('/operator/bin', 'is missing: a consent in Kazakhstan names the operator with its BIN (art. 8(4))'));
  if (country === 'KZ' && operator.bin !== undefined && !hasCheckDigit(operator.bin))
    found.push(law('/operator/bin', 'has a wrong check digit: compare it with the registration certificate'));
  if (!operator.email)
    found.push(law('/operator/email', 'is missing: withdrawal and correction also go by letter (policy §21, §22)'));
  if (!operator.country)
    found.push(advice('/operator/country', 'is missing: say it, so that a service abroad is recognised as one'));
  return found;
}

function findInPolicy({ policy }: OwnersConfig): readonly Finding[] {
  if (!policy) return [law('/policy', 'is missing: give { "url": "/policy", "version": "2026-11-01" }')];
  return policy.changed && policy.material === false
    ? [advice('/policy/changed', 'has no effect while "material" is false: nobody is asked again')]
    : [];
}

function findInLanguages(config: OwnersConfig): readonly Finding[] {
  const found: Finding[] = [];
  const offered: readonly string[] = config.languages ?? ['ru', 'kk', 'en'];
  const needed = (config.operator?.country ?? 'KZ') === 'KZ' ? ['kk', 'ru'] : [];
  for (const language of needed)
    if (!offered.includes(language))
      found.push(law('/languages', `lacks "${language}": consumers in Kazakhstan are addressed in Kazakh and Russian`));
  const texts = (config.texts ?? {}) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  const keys = new Set(Object.values(texts).flatMap((words) => Object.keys(words ?? {})));
  for (const key of keys)
    for (const language of offered)
      if (texts[language]?.[key] === undefined)
        found.push(
          advice(
            `/texts/${language}`,
            `lacks "${key}", which another language has: visitors would read the built-in words`,
          ),
        );
  for (const [language, words] of Object.entries(texts))
    for (const [key, text] of Object.entries(words ?? {}))
      if (text.trim() === '')
        found.push(law(`/texts/${language}/${key}`, 'is empty: what is consented to must be readable'));
  return found;
}

function findInServices(config: OwnersConfig): readonly Finding[] {
  const found: Finding[] = [];
  const purposes = (config.purposes ?? defaultPurposes).map((purpose) =>
    typeof purpose === 'string' ? purpose : purpose.id,
  );
  const home = config.operator?.country ?? 'KZ';
  for (const [at, service] of (config.services ?? []).entries()) {
    if (typeof service === 'string' || 'use' in service) continue;
    const path = `/services/${at}`;
    if (!purposes.includes(service.purpose))
      found.push(
        law(
          `${path}/purpose`,
          `"${service.purpose}" is not among the purposes, so nobody is ever asked; add it to "purposes"`,
        ),
      );
    if (service.country !== home && !purposes.includes('crossborder'))
      found.push(
        law(`${path}/country`, `is abroad (${service.country}): add "crossborder" to "purposes" (policy §10, §23)`),
      );
    if (![service.data ?? []].flatMap((data) => (Array.isArray(data) ? data : Object.values(data).flat())).length)
      found.push(law(`${path}/data`, 'is missing: the visitor must read which data it receives'));
    if (!service.origins?.length)
      found.push(advice(`${path}/origins`, 'is missing: without it a live service cannot be cut off at withdrawal'));
  }
  return found;
}

function findInForms({ forms }: OwnersConfig): readonly Finding[] {
  if (!forms) return [];
  const found: Finding[] = [];
  const needed = {
    data: 'the list of data',
    purposes: 'what for',
    term: 'how long',
    nameField: 'the field that names the subject',
  } as const;
  for (const [key, what] of Object.entries(needed))
    if (!forms[key as keyof typeof needed])
      found.push(law(`/forms/${key}`, `is missing: the agreement must carry ${what} (art. 8(4))`));
  if (/бессрочн|неограничен|мерзімсіз|шексіз|unlimited|for ever|forever|indefinite/i.test(forms.term ?? ''))
    found.push(law('/forms/term', 'is without end: data may be kept no longer than their purpose needs (art. 8(6))'));
  return found;
}

function findInTelemetry({ telemetry = {}, purposes }: OwnersConfig): readonly Finding[] {
  const found: Finding[] = [];
  const events = Object.keys(telemetry.events ?? {});
  for (const [name, goal] of Object.entries(telemetry.goals ?? {}))
    if ('event' in goal && !events.includes(goal.event))
      found.push(
        advice(`/telemetry/goals/${name}`, `waits for the event "${goal.event}", which "events" does not declare`),
      );
  for (const [name, steps] of Object.entries(telemetry.funnels ?? {}))
    for (const step of steps)
      if (typeof step !== 'string' && !events.includes(step.event))
        found.push(
          advice(`/telemetry/funnels/${name}`, `waits for the event "${step.event}", which "events" does not declare`),
        );
  const ids = (purposes ?? defaultPurposes).map((purpose) => (typeof purpose === 'string' ? purpose : purpose.id));
  if (telemetry.places?.length && !ids.includes('location'))
    found.push(advice('/telemetry/places', 'is never used: "location" is not among the purposes'));
  if (telemetry.search?.mode === 'vocabulary' && !telemetry.search.vocabulary)
    found.push(
      advice('/telemetry/search/vocabulary', 'is missing: in mode "vocabulary" every search would be "other"'),
    );
  return found;
}
