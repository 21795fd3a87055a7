import type { Config } from '../consent/config.ts';
import type { Language } from '../wire/config.ts';
import { banner as en } from '../words/en.ts';
import { banner as kk } from '../words/kk.ts';
import { banner as ru } from '../words/ru.ts';
import type { BannerTexts, TextKey } from '../words/texts.ts';

/** Says texts in the visitor's language, the owner's own wording first. */
export interface Speech {
  readonly language: Language;
  /** The text `key` with its `{placeholders}` filled; `more` holds texts that came with a chunk. */
  say(key: TextKey, values?: Readonly<Record<string, string>>, more?: object): string;
  /** The name of a purpose, as the visitor reads it. */
  name(purpose: string): string;
  speak(language: Language): void;
}

const banners: Record<Language, BannerTexts> = { ru, kk, en };

/** Fills `{name}` with `values.name`; a name without a value stays, so that a slip is seen and not hidden. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Chooses the language: the page's, then the browser's, then the first that the owner offers. */
export function createSpeech({ languages, texts, operator, site, purposes, services }: Config): Speech {
  const wished = [document.documentElement.lang, ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());

  const speech: Speech & { language: Language } = {
    language: (wished.find((tag) => languages.includes(tag as Language)) ?? languages[0]) as Language,
    say(key, values, more) {
      const { language } = speech;
      const text = ({ ...banners[language], ...more, ...texts[language] } as Record<string, string>)[key] ?? key;
      return fill(text, { operator: operator.name ?? site, ...values });
    },
    name(purpose) {
      const own = purposes.find(({ id }) => id === purpose)?.texts?.[speech.language];
      const names = services.flatMap((service) => (service.purpose === purpose ? service.name : [])).join(', ');
      // «Сервис видеоконсультаций: {provider}» without a service is «Сервис видеоконсультаций».
      return own ?? speech.say(purpose as TextKey, { recipients: names, provider: names }).replace(/: $/, '');
    },
    speak(next) {
      speech.language = next;
    },
  };
  return speech;
}
