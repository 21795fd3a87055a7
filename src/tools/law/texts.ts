import type { Language, OwnersConfig } from '../../wire/config.ts';
import * as en from '../../words/en.ts';
import * as kk from '../../words/kk.ts';
import * as ru from '../../words/ru.ts';
import { told as toldEn } from '../../words/told/en.ts';
import { told as toldKk } from '../../words/told/kk.ts';
import { told as toldRu } from '../../words/told/ru.ts';
import { claimIn } from './claims.ts';
import { advice, type Finding, law, schema } from './finding.ts';
import { purposesOf } from './purposes.ts';
import { areOpposites, isLone, steeringIn } from './steering.ts';

type Texts = Readonly<Record<string, string>>;

const flat = (
  { banner, gate, leave, agreement, boxes, more }: typeof ru | typeof kk | typeof en,
  told: object,
): Texts => ({ ...banner, ...gate, ...leave, ...agreement, ...boxes, ...more, ...told }) as unknown as Texts;

/** The texts that the widget brings along, by language. */
export const builtInTexts: Readonly<Record<Language, Texts>> = {
  ru: flat(ru, toldRu),
  kk: flat(kk, toldKk),
  en: flat(en, toldEn),
};

/** What a consent without these words would not have said. */
const vital = /^(banner\.body|agreement\.|embed\.body|crossborder|form\.crossborder|withdraw\.(done|left))/;
/** The words on buttons that give an answer. */
const answers = ['accept', 'refuse', 'save', 'allow', 'allow-once', 'withdraw'];

/** The owner's own words: each a text that exists, whole, in every language, and fair. Source: policy §14; EDPB 05/2020. */
export function findInTexts(config: OwnersConfig): readonly Finding[] {
  const texts = (config.texts ?? {}) as Readonly<Record<string, Texts | undefined>>;
  const offered: readonly Language[] = config.languages ?? ['ru', 'kk', 'en'];
  const found: Finding[] = [];
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
  const own = purposesOf(config).flatMap((id) => [id, `purpose.${id}`]);
  for (const [language, words] of Object.entries(texts))
    for (const [key, text] of Object.entries(words ?? {}))
      found.push(...findInText(text, key, language as Language, own, config));
  for (const language of offered) found.push(...findInPair(texts[language] ?? {}, language));
  for (const [at, purpose] of (config.purposes ?? []).entries())
    if (typeof purpose !== 'string')
      for (const [language, text] of Object.entries(purpose.texts))
        found.push(...findUnfair(text, `/purposes/${at}/texts/${language}`));
  return found;
}

function findInText(
  text: string,
  key: string,
  language: Language,
  own: readonly string[],
  { operator }: OwnersConfig,
): readonly Finding[] {
  const path = `/texts/${language}/${key}`;
  const builtIn = builtInTexts[language]?.[key];
  if (text.trim() === '') return [law(path, 'is empty: what is consented to must be readable')];
  if (builtIn === undefined && !own.includes(key)) return [schema(path, `is no text of ours${nearest(key, language)}`)];
  const found = [...findUnfair(text, path)];
  if (answers.includes(key) && isLone(text))
    found.push(law(path, `“${text}” answers nothing: name what the button does, like “${builtIn}”`));
  const marks = marksIn(builtIn ?? '');
  for (const mark of marksIn(text))
    if (!marks.includes(mark) && mark !== '{operator}' && builtIn !== undefined)
      found.push(law(path, `has ${mark}, which nothing fills: visitors would read the braces; leave it out`));
  for (const mark of marks)
    if (!text.includes(mark) && !(mark === '{operator}' && operator?.name && text.includes(operator.name)))
      found.push(
        (vital.test(key) ? law : advice)(path, `lacks ${mark}, and with it ${told[mark] ?? 'what stands there'}`),
      );
  if (key === 'agreement.sentence' && language === 'ru' && text !== builtIn)
    found.push(advice(path, 'is not the sentence of the policy (§14), to the letter: compare them'));
  return found;
}

const told: Readonly<Record<string, string>> = {
  '{operator}': 'who asks',
  '{link}': 'the link to the policy',
  '{/link}': 'the end of the link',
  '{country}': 'the country',
  '{data}': 'which data',
  '{recipient}': 'the recipient',
  '{provider}': 'the recipient',
};

function findUnfair(text: string, path: string): Finding[] {
  const steering = steeringIn(text);
  const claim = claimIn(text);
  return [...(steering ? [law(path, steering)] : []), ...(claim ? [advice(path, claim)] : [])];
}

/** Accept and refuse, as visitors would read them: one of them may be the built-in word. */
function findInPair(words: Texts, language: Language): readonly Finding[] {
  if (words.accept === undefined && words.refuse === undefined) return [];
  const { accept, refuse } = { ...builtInTexts[language], ...words } as { accept: string; refuse: string };
  if (isLone(accept) || isLone(refuse) || areOpposites(accept, refuse, language)) return [];
  const like = `“${builtInTexts[language].accept}” and “${builtInTexts[language].refuse}”`;
  return [
    law(
      `/texts/${language}/${words.accept === undefined ? 'refuse' : 'accept'}`,
      `“${accept}” and “${refuse}” are not known as plain opposites, written alike: say ${like}`,
    ),
  ];
}

const marksIn = (text: string) => [...new Set(text.match(/\{\/?\w+\}/g) ?? [])];

/** The key that was probably meant: the one that shares the most letters. */
function nearest(key: string, language: Language): string {
  const letters = new Set(key);
  const score = (other: string) => {
    const shared = new Set(other);
    const both = [...letters].filter((letter) => shared.has(letter)).length;
    return both / (letters.size + shared.size - both) - Math.abs(other.length - key.length) / 40;
  };
  const [best] = Object.keys(builtInTexts[language] ?? {}).sort((a, b) => score(b) - score(a));
  return best ? `: did you mean "${best}"?` : '';
}
