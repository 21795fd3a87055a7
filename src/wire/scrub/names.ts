/** Patronymics with their cases; the words that only look like one are listed first. */
const patronymic =
  /^(?!(?:голов|основ|днев|ежеднев|повседнев|душев|духов|(?:без)?услов|\p{L}*кров|виновн|любов|верхов|церков|уголов|чрев|гнев|плачев|(?:бес)?шов|(?:не|по)?ров|царев|деревн|\p{L}*(?:капс|амп|орм|фист|гран|пап|пуст|мак|траб|об|иб)\p{L}*улы|\p{L}*жұлын)\p{L}*$)\p{L}*(?:\p{L}{2}(?:[ое]вич(?:а|у|ем|е)?|[ое]вн(?:а|ы|е|у|ой)|(?:ұлы|[қк]ызы)(?:н\p{L}*|мен)?|оглы|[eo]vich|[eo]vna|[qk]yzy)|\p{L}(?:бек|ер[иі]к|[^к])улы|\p{L}{3}uly|(?:иль|кузьм|лук|фом|никит|савв)(?:ич|иничн)(?:а|у|е|ем|ы|ой)?)\.?$/iu;
/** Two initials, with or without the surname attached; abbreviations of the trade are none. */
const initials =
  /^(?!(?:т\.\0?[депкчо]|м\.н|н\.э|в\.[вм]|п\.к|к\.т|[са]\.д|г\.р|p\.o|i\.[vme]|s\.c|[ap]\.m|e\.g)\.?$)(?:\p{L}{2,}\.?)?\p{L}\.\0?\p{L}(?:\.\0?\p{L}{2,}|\.)?$/iu;
const surname =
  /(?:[ое]в|[иы]н|[сц]к|енко|чук|ян|швили|дзе|[oe]v|in|sk|enko)(?:а|у|ым|ом|ой|ий|ая|ого|ому|a|y|iy|aya)?\.?$/iu;
const profession = /лог|врач|доктор|певт|рург|иатр|дәрігер|doctor/iu;
const titled = /^\p{Lu}\p{Ll}/u;

/**
 * Replaces a name that shows itself by a patronymic (-ович, -овна, -ұлы, -қызы) or by two initials, with the words around
 * that belong to it. Takes text with its capitals: "Нұрлан Серікұлы Ахметов" is one name, and "кардиолог" after it is not.
 */
export function hideNames(text: string): string {
  const parts = text.replace(/(^|[^\p{L}])(\p{L}\.) (?=\p{L}\.(?!\p{L}))/gu, '$1$2\0').split(/([^\p{L}\d.'’\0-]+)/u);
  const named = new Set<number>();
  parts.forEach((word, at) => {
    if (at % 2) return;
    const isPatronymic = patronymic.test(word);
    const around = (step: number) => {
      const next = parts[at + 2 * step] ?? '';
      const gap = Math.abs(step) > 1 ? parts[at + 2 * step + 1] : parts[at + step];
      return gap === ' ' && /^\p{L}[\p{L}'’-]+\.?$/u.test(next) && !profession.test(next) ? next : '';
    };
    const isLike = (next: string) => next && (surname.test(next) || (titled.test(next) && titled.test(`${word[0]}а`)));
    if (isPatronymic) {
      named.add(at);
      if (around(-1) && (!titled.test(word) || isLike(around(-1)))) named.add(at - 2);
      if (named.has(at - 2) && isLike(around(-2))) named.add(at - 4);
      else if (isLike(around(1))) named.add(at + 2);
    } else if (initials.test(word)) {
      named.add(at);
      if (isLike(around(-1))) named.add(at - 2);
      else if (isLike(around(1))) named.add(at + 2);
      else {
        if (around(-1)) named.add(at - 2);
        if (around(1)) named.add(at + 2);
      }
    }
  });
  return parts
    .map((part, at) => (named.has(at) ? '[name]' : part))
    .join('')
    .replace(/\[name\](?: \[name\])+/g, '[name]')
    .replace(/\0/g, ' ');
}
