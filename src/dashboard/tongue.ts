import type { Language } from '../wire/config.ts';
import { analyst as en } from '../words/analyst/en.ts';
import { analyst as kk } from '../words/analyst/kk.ts';
import { analyst as ru } from '../words/analyst/ru.ts';
import type { AnalystTexts } from '../words/analyst/texts.ts';
import { languages } from './address.ts';
import type { Tongue } from './desk.ts';
import { fill } from './fill.ts';
import { createFormats } from './formats.ts';

const all: Readonly<Record<Language, AnalystTexts>> = { ru, kk, en };

/** The chosen language, else the first of the browser's that we speak, else Russian. */
export function tongueOf(chosen: Language | null, preferred: readonly string[]): Tongue {
  const language = chosen ?? spoken(preferred) ?? 'ru';
  const texts = all[language];
  return {
    language,
    texts,
    formats: createFormats(language),
    say: (key, values) => (values ? fill(texts[key], values) : texts[key]),
  };
}

function spoken(preferred: readonly string[]): Language | undefined {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    const known = languages.find((language) => language === base);
    if (known) return known;
  }
  return undefined;
}
