import type { Kelisim } from '../consent/api.ts';
import type { Config, Purpose } from '../consent/config.ts';
import { type CatalogueEntry, catalogue, tagIds } from '../wire/catalogue.ts';
import type { Language, Service, UsedService } from '../wire/config.ts';
import { en } from '../words/services/en.ts';
import { kk } from '../words/services/kk.ts';
import { ru } from '../words/services/ru.ts';
import type { ServiceTexts } from '../words/services/texts.ts';
import { attendTags, type Tag } from './tags.ts';

const words: Record<Language, ServiceTexts> = { ru, kk, en };
const known: Readonly<Record<string, CatalogueEntry | undefined>> = catalogue;

/** What waits for the owner's interface, as `window.kelisim` does before it is there. */
export interface Waiting {
  push(work: (api: Kelisim) => void): void;
}

/**
 * Fills in what the catalogue knows of the services that the owner only names (`"youtube"`, `{ "use": …, "id": … }`), the
 * purposes and words they bring, into `config`, and puts their tags into the page, shut.
 *
 * Everything an owner gives wins. Throws, naming the entry and the cure, where there is no such service or its number
 * has another shape; the caller then leaves everything refused.
 */
export function addCatalogue(config: Config, waiting: Waiting): void {
  const services: Service[] = [];
  const tags: Tag[] = [];
  for (const given of config.services as readonly (string | UsedService | Service)[]) {
    if (typeof given === 'object' && !('use' in given)) {
      services.push(given);
      continue;
    }
    const { use, id, ...own } = typeof given === 'string' ? { use: given } : given;
    const entry = known[use];
    if (!entry) throw Error(`services: "${use}" is not in the catalogue; it has ${Object.keys(known).join(', ')}`);
    const { tag, data, ...rest } = entry;
    const service = { ...rest, data: inWords(data), ...own, id: use } as Service;
    if (!services.some((other) => other.id === use)) services.push(service);
    if (id !== undefined) {
      if (!tag || !tagIds[tag].test(`${id}`)) throw Error(`services: "${id}" is no number of ${entry.name}`);
      tags.push({ kind: tag, id: `${id}`, service });
    }
  }
  const home = config.operator.country ?? 'KZ';
  if (tags.length) attendTags(tags, home, waiting);
  const filled: Partial<Config> = {
    services,
    purposes: withPurposes(config.purposes, services),
    texts: withTexts(config),
  };
  Object.assign(config, filled); // nobody else has seen it yet

  function withTexts({ texts }: Config): Config['texts'] {
    if (!services.some(({ id }) => id === 'youtube')) return texts;
    return byLanguage((language) => ({
      video: words[language].video,
      'purpose.video': words[language].aboutVideo,
      ...texts[language],
    }));
  }
}

const byLanguage = <T>(make: (language: Language) => T) =>
  Object.fromEntries(['ru', 'kk', 'en'].map((language) => [language, make(language as Language)])) as Record<
    Language,
    T
  >;

const inWords = (kinds: CatalogueEntry['data']) =>
  byLanguage((language) => kinds.map((kind) => words[language].data[kind]));

/** A purpose that nobody is asked about would keep its service shut for ever. */
function withPurposes(purposes: readonly Purpose[], services: readonly Service[]): readonly Purpose[] {
  const all = [...purposes];
  for (const { id, purpose } of services)
    if ((known as Readonly<Record<string, unknown>>)[id] && !all.some((other) => other.id === purpose))
      all.push(
        purpose in ru.purposes
          ? { id: purpose, texts: byLanguage((language) => words[language].purposes[purpose as 'maps']) }
          : { id: purpose },
      );
  return all;
}
