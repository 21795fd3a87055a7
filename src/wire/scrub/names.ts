/** Patronymics with their cases; words that only look like one are listed first (головной, дивертикулы have none). */
const patronymic =
  /^(?!(?:.*(?:голов|основ|днев|душев|духов|слов|кров|шов)|чрев|дерев|церк|(?:не|по)?ров|.*жұлын)|.*(?:капс|амп|орм|фист|гран|[ао]п|уст|мак|траб|об|иб)[\p{L}]*улы).*(?:[\p{L}]{2}(?:[оoеe]в[иiі]ч(?:[ауе][ймх]?)?|[оoеe]вн(?:[аaыеeу]|о[йю])|\0?(?:(?:ұлы|[қк]ызы)(?:н[\p{L}]*|мен)?|оглы|[qk]yzy)|[eo]vich|[eo]vna)|(?:[\p{L}]{2}(?:бек|[^к])|[сб]ер[иі]к)улы|[\p{L}]{3}uly|(?:иль|кузьм|лук|фом|никит|савв)и(?:ни)?чн?(?:[ауеы]|ем|ой)?)(?:[.\d-].*)?$/iu;
/** Two initials, with or without the surname attached; abbreviations of the trade are none. */
const initials =
  /^(?!(?:т\.\0?[депкчо]|м\.н|н\.э|в\.[вм]|п\.к|к\.т|[са]\.д|г\.р|p\.o|i\.[vme]|s\.c|[ap]\.m|e\.g)\.?$)(?:[\p{L}]{2,}\.?)?[\p{L}]\.\0?[\p{L}](?:\.\0?[\p{L}]{2,}|\.)?$/iu;
/** What belongs together, though a space stands between: initials, and a name and what makes it a patronymic. */
const apart = /([\p{L}]\.) (?=[\p{L}]\.(?![\p{L}]))|([\p{L}]{2})[ -](?=(?:ұлы|[қк]ызы|оглы|[qk]yzy)(?![\p{L}]))/giu;
const surname = /(?:[ое]в|[иы]н|[сц]к|енко|чук|[oe]v|in|sk)(?:[ауaoy]|ым|ом|ой|ий|ая|ого|ому|iy|aya)?\.?$/i;
const profession = /лог|врач|доктор|певт|рург|иатр|дәрігер|doctor/i;
const titled = /^[\p{Lu}][\p{Ll}]/u;
const alone = /^[\p{L}][\p{L}'’-]+\.?$/u;

/** Five letters and more, each for itself, parted by the same. */
const spelled = /(^|[^\p{L}])[\p{L}]([^\p{L}\d]+)[\p{L}](?:\2[\p{L}](?![\p{L}])){3,}/gu;

/** Puts a patronymic that is written letter by letter together (И в а н о в и ч), and replaces one that has more around it. */
function join(run: string, before: string): string {
  const word = run.replace(/[^\p{L}]/gu, '');
  if (patronymic.test(word)) return before + word;
  // Wherever it ends: what is cut off later must leave nothing for a second scrubbing.
  return [...word].some((_, at) => patronymic.test(word.slice(0, at))) ? `${before}[name]` : run;
}

/**
 * Replaces a name that shows itself by a patronymic (-ович, -овна, -ұлы, -қызы) or by two initials, with the words around
 * that belong to it. Takes text with its capitals: "Нұрлан Серікұлы Ахметов" is one name, and "кардиолог" after it is not.
 */
export function hideNames(text: string): string {
  const parts = text
    .replace(spelled, join)
    .replace(apart, '$1$2\0')
    .split(/([^\p{L}\d.'’\0-]+)/u);
  const named = new Set<number>();
  parts.forEach((word, at) => {
    const isPatronymic = patronymic.test(word);
    if (!isPatronymic && !initials.test(word)) return;
    /** 1: a word that may belong to the name; 2: one that looks like it; 0: none, or a name already. */
    const weigh = (near: number) => {
      const next = parts[near] ?? '';
      if (parts[near < at ? near + 1 : near - 1] !== ' ' || !alone.test(next) || profession.test(next)) return 0;
      return surname.test(next) || (titled.test(next) && /^[\p{Lu}](?:[\p{Ll}]|\.)/u.test(word)) ? 2 : 1;
    };
    const take = (near: number, least: number) => weigh(near) >= least && !!named.add(near);
    named.add(at);
    if (isPatronymic) (take(at - 2, titled.test(word) ? 2 : 1) && take(at - 4, 2)) || take(at + 2, 2);
    else if (!take(at - 2, 2) && !take(at + 2, 2)) {
      take(at - 2, 1);
      take(at + 2, 1);
    }
  });
  return parts
    .map((part, at) => (named.has(at) ? '[name]' : part))
    .join('')
    .replace(/\[name\](?: \[name\])+/g, '[name]')
    .replace(/\0/g, ' ');
}
