import { doctors } from './doctors/doctors.js';

/** Kazakh letters as people type them on a Russian keyboard, and ё as е. @type {Readonly<Record<string, string>>} */
const plainLetters = { ё: 'е', ә: 'а', ғ: 'г', қ: 'к', ң: 'н', ө: 'о', ұ: 'у', ү: 'у', һ: 'х', і: 'и' };

/** @param {string} text */
const wordsOf = (text) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ёәғқңөұүһі]/g, (letter) => plainLetters[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);

const shelf = doctors.map((doctor) => ({
  doctor,
  words: /** @type {const} */ (['ru', 'kk', 'en']).flatMap((language) => {
    const { name, speciality, complaint, treats } = doctor[language];
    return wordsOf([name, speciality, complaint, ...treats].join(' '));
  }),
}));

/**
 * The doctors that fit `query` best, in the clinic's order; all of them for an empty query. Words of two letters are
 * passed over, endings are forgiven ("кардиолога" finds the cardiologist), and any of the three languages will do.
 * @param {string} query
 */
export function findDoctors(query) {
  if (query.trim() === '') return doctors;
  const asked = wordsOf(query);
  const scored = shelf.map(({ doctor, words }) => ({
    doctor,
    score: asked.filter((word) => words.some((known) => isSame(word, known))).length,
  }));
  const best = Math.max(...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ doctor }) => doctor);
}

/**
 * @param {string} asked
 * @param {string} known
 */
function isSame(asked, known) {
  if (known.startsWith(asked)) return true;
  let common = 0;
  while (common < asked.length && asked[common] === known[common]) common += 1;
  return common >= 5 && asked.length - common <= 3;
}
