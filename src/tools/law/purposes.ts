import type { OwnersConfig } from '../../wire/config.ts';
import { builtInPurposes, defaultPurposes } from '../../wire/purposes.ts';
import { advice, endless, type Finding, law, schema } from './finding.ts';

const builtIn: readonly string[] = builtInPurposes;

/** The ids of the purposes that a configuration has. */
export const purposesOf = ({ purposes }: OwnersConfig): readonly string[] =>
  (purposes ?? defaultPurposes).map((purpose) => (typeof purpose === 'string' ? purpose : purpose.id));

/** What is asked for, and for how long. Source: Law 94-V, art. 8(4), 8(6). */
export function findInPurposes(config: OwnersConfig): readonly Finding[] {
  const { purposes = [], services = [] } = config;
  const found: Finding[] = [];
  const ids = purposesOf(config);
  for (const [at, purpose] of purposes.entries()) {
    const path = `/purposes/${at}`;
    const id = typeof purpose === 'string' ? purpose : purpose.id;
    if (ids.indexOf(id) !== at) found.push(law(path, `"${id}" is there twice: it would be asked twice`));
    if (typeof purpose !== 'string') {
      if (purpose.term === undefined && !builtIn.includes(id))
        found.push(law(`${path}/term`, 'is missing: a consent names how long data are kept (art. 8(4))'));
      if (endless.test(purpose.term ?? ''))
        found.push(
          law(`${path}/term`, 'is without end: data may be kept no longer than their purpose needs (art. 8(6))'),
        );
    } else if (!builtIn.includes(id))
      found.push(
        schema(
          path,
          `"${id}" is not built in: give { "id": "${id}", "texts": { "ru": …, "kk": …, "en": … }, "term": … }`,
        ),
      );
  }
  const isServed = (id: string) =>
    services.some((service) => typeof service === 'string' || 'use' in service || service.purpose === id);
  for (const id of ['external', 'video'])
    if (ids.includes(id) && !isServed(id))
      found.push(
        advice(`/purposes/${ids.indexOf(id)}`, `"${id}" has no service: visitors would agree without reading to whom`),
      );
  return found;
}
