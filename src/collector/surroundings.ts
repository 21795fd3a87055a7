import type { Env } from '../wire/batch.ts';
import { countryOf } from './countries.ts';
import type { Surroundings } from './fact.ts';
import { familiesOf, type SelfDescription } from './families.ts';
import { languageOf } from './languages.ts';

/** Tells what is kept of a browser: coarse words from closed lists. */
export type Recognise = (describes: SelfDescription, env: Env | undefined) => Surroundings;

/** So many descriptions are remembered, in memory and of nobody: many browsers describe themselves alike. */
const mostDescriptions = 2000;
/** A text that no browser would send is not worth the memory. */
const longest = 2000;

/** Recognising a browser takes longer than all else that is done to a batch, and most of them say the same. */
export function createRecogniser(): Recognise {
  const known = new Map<string, Surroundings>();
  return (describes, env) => {
    const { userAgent, brands, mobile, platform } = describes;
    const text = `${userAgent}\n${brands}\n${mobile}\n${platform}\n${env?.language}\n${env?.zone}`;
    const there = known.get(text);
    if (there) return there;
    const made: Surroundings = {
      ...familiesOf(describes),
      language: env ? languageOf(env.language) : 'unknown',
      country: env ? countryOf(env.zone) : 'unknown',
    };
    if (text.length > longest) return made;
    if (known.size >= mostDescriptions) known.clear();
    known.set(text, made);
    return made;
  };
}
