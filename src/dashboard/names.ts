import type { Language } from '../wire/config.ts';
import { countries, languages } from '../words/analyst/kazakh.ts';
import type { AnalystKey, AnalystTexts } from '../words/analyst/texts.ts';
import type { Field } from './filters.ts';

/** The collector's words for "no value" and for all that stayed below k. */
export const rest = '(other)';
export const nothing = '(none)';

/**
 * The value of a dimension as people read it: countries, languages, devices and the collector's own words are
 * translated; what came from outside (paths, hosts, campaigns) is left as it is.
 */
export function nameOf(field: Field, value: string, language: Language, texts: AnalystTexts): string {
  if (value === rest) return texts[rest];
  if (value === nothing) return texts[field === 'referrer' ? 'referrer.none' : nothing];
  if (field !== 'path' && field !== 'entry' && (value === 'other' || value === 'unknown')) return texts[value];
  if (field === 'device') return texts[`device.${value}` as AnalystKey] ?? value;
  if (field === 'country') return displayName('region', value, language, countries) ?? value;
  if (field === 'language') return displayName('language', value, language, languages) ?? value;
  return value;
}

/** What the dimension itself is called. */
export function fieldName(field: Field, texts: AnalystTexts): string {
  return texts[field === 'language' ? 'dimension.language' : field];
}

/** Why something was not counted, in words; an unknown reason as the collector wrote it. */
export function reasonName(reason: string, texts: AnalystTexts): string {
  if (reason === rest || reason === 'other') return texts.other;
  return texts[`reason.${reason}` as AnalystKey] ?? reason;
}

/** Why the collector refused, in the reader's language; a reason that the page does not know in the collector's own words. */
export function refusalName(
  { reason, title }: { readonly reason: string; readonly title: string },
  texts: AnalystTexts,
): string {
  const known = reasonName(reason, texts);
  return reason === '' || known === reason ? title : known;
}

/** A value that filters nothing: the collector's own word in the reader's language, anything else as it came. */
export function valueName(value: string, texts: AnalystTexts): string {
  return value === rest ? texts[rest] : value;
}

/** A purpose in words; one of the owner's own by its id. */
export function purposeName(purpose: string, texts: AnalystTexts): string {
  return texts[`purpose.${purpose}` as AnalystKey] ?? valueName(purpose, texts);
}

/** Where Kazakh is missing in the browser and in our list, Russian is read in Kazakhstan too; a code is not. */
function displayName(
  type: 'region' | 'language',
  code: string,
  language: Language,
  kazakh: Readonly<Record<string, string>>,
): string | undefined {
  if (language === 'kk' && Object.hasOwn(kazakh, code)) return kazakh[code];
  try {
    return new Intl.DisplayNames(language === 'kk' ? 'ru' : language, { type }).of(code);
  } catch {
    // A code that is none (RangeError): it is shown as it came.
    return undefined;
  }
}
