import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCheckDigit } from '../../src/wire/iin.ts';
import { scrub } from '../../src/wire/scrub.ts';
import { medicalPhrases } from './medical-phrases.ts';

/** Zeros of decimal digits: ASCII, Arabic, Persian, Devanagari, Bengali, Thai, full width, mathematical bold. */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce];
const invisible = [
  '',
  '\u200b',
  '\u200d',
  '\u2060',
  '\u00ad',
  '\ufeff',
  '\u202e',
  '\u2066',
  '\u034f',
  '\u0336',
  '\u3164',
  '\ufe0f\u20e3',
];
const separators = [
  '',
  ' ',
  '-',
  '.',
  '/',
  ' - ',
  '\u2013',
  '\u00a0',
  '\u2003',
  '_',
  ', ',
  ' (',
  ') ',
  '·',
  '\u2022',
  '|',
  '\t',
  '\n',
  '~',
  '…',
];

const anyOf = (values: readonly string[]) => fc.constantFrom(...values);
const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));

/** `text` with every digit in some script, and something invisible and a separator after each character. */
const disguised = (text: fc.Arbitrary<string>, between: readonly string[] = separators) =>
  fc
    .tuple(
      text,
      fc.array(fc.tuple(anyOf(zeros.map(String)), anyOf(invisible), anyOf(between)), { minLength: 40, maxLength: 40 }),
    )
    .map(([plain, disguises]) =>
      [...plain]
        .map((letter, at) => {
          const [zero = '48', hidden = '', separator = ''] = disguises[at % 40] ?? [];
          const shown = /\d/.test(letter) ? String.fromCodePoint(Number(zero) + Number(letter)) : letter;
          return shown + hidden + (at < plain.length - 1 ? separator : '');
        })
        .join(''),
    );

const sevenDigits = /\d(?:[^\p{L}\d]*\d){6,}/u;
const around = anyOf(['', 'анализ ', 'кардиолог, ', 'тел: ', 'менің нөмірім ', 'call me ']);
const check = (property: fc.IRawProperty<unknown>) => fc.assert(property, { numRuns: 2000 });

test('T-19: no seven digits survive in any script, width, with any separator or anything invisible between', () => {
  check(
    fc.property(around, disguised(digits(7, 24)), (before, number) => {
      assert.doesNotMatch(scrub(before + number), /\d[^\p{L}]*\d[^\p{L}]*\d/u);
    }),
  );
});

test('T-19: no seven digits survive in any text at all', () => {
  check(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => assert.doesNotMatch(scrub(text), sevenDigits)),
  );
  check(
    fc.property(fc.array(anyOf(['1', '22', '٣', '４', 'а', '@', '.', '-', ' ', '\u200b', 'kz', '+7'])), (parts) =>
      assert.doesNotMatch(scrub(parts.join('')), sevenDigits),
    ),
  );
});

test('T-19: an ИИН is gone whatever it looks like, issued or not, labelled or not', () => {
  const iin = fc.oneof(digits(12, 12), anyOf(['871008401427', '830717350867', '900101300811']));
  check(
    fc.property(anyOf(['', 'иин ', 'ИИН: ', 'жсн № ', 'мой иин ']), disguised(iin), (label, number) => {
      assert.match(scrub(label + number), /^(мой )?(иин|жсн)?:? ?(no )?\[(iin|number|date|phone|ip)\](-\[date\])*$/);
    }),
  );
});

test('T-19: words and letters between its digits hide no ИИН and no card', () => {
  const between = anyOf(['а', 'x', ' и ', ' потом ', ' тире ', '-доб-', ' and ', ' нөмірі ']);
  check(
    fc.property(digits(12, 16), fc.array(between, { minLength: 16, maxLength: 16 }), (number, words) => {
      const kept = scrub([...number].map((digit, at) => digit + words[at]).join(''));
      assert.doesNotMatch(kept, /\d/, kept);
    }),
  );
});

test('T-19: a telephone is gone', () => {
  const phone = fc.tuple(anyOf(['+7', '8', '7']), digits(10, 10)).map(([code, rest]) => code + rest);
  check(fc.property(disguised(phone), (number) => assert.doesNotMatch(scrub(number), /\d/)));
});

test('T-19: a card is gone', () => {
  check(fc.property(disguised(digits(16, 16)), (number) => assert.doesNotMatch(scrub(number), /\d/)));
});

test('T-19: a Kazakh bank account is gone', () => {
  const account = fc
    .tuple(
      digits(2, 2),
      digits(3, 3),
      fc.array(anyOf([...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ']), { minLength: 13, maxLength: 13 }),
    )
    .map(([check, bank, rest]) => `KZ${check}${bank}${rest.join('')}`);
  check(fc.property(around, disguised(account), (before, iban) => assert.match(scrub(before + iban), /\[iban\]$/)));
});

test('T-19: an e-mail address is gone, in any alphabet', () => {
  const letters = [...'abcxyzабвгдқүұһABCАБВ0123456789'];
  const word = fc.array(anyOf(letters), { minLength: 1, maxLength: 12 }).map((list) => list.join(''));
  const address = fc
    .tuple(word, anyOf(['', '.', '_', '-', '+']), word, word, anyOf(['.ru', '.kz', '.қаз', '.com', '.mail.ru']))
    .map(([a, dot, b, host, end]) => `${a}${dot}${b}@${host}${end}`);
  check(
    fc.property(around, disguised(address, ['']), (before, email) => {
      const kept = scrub(before + email);
      // A name of two letters and many digits may pass for an account, which takes the host along, but for its end; where
      // letters stand before that, it passes for an address of a page.
      assert.ok(!kept.includes('@') && /\[email\]$|\[iban\](\[url\]|(\.\p{L}+)+)$/u.test(kept), kept);
    }),
  );
  check(
    fc.property(fc.array(anyOf([...'abя1"!#$&*/=?^{|}~`+.']), { minLength: 1, maxLength: 20 }), word, (name, host) =>
      assert.match(scrub(`${name.join('')}@${host}.kz`), /^(\[(email|url|iban)\])+$/),
    ),
  );
  check(
    fc.property(word, word, (name, host) =>
      assert.equal(scrub(`${name} ＠ ${host}。kz`).replace(/^.*\[email\]/, ''), ''),
    ),
  );
});

test('T-19: patronymics take the names around them along', () => {
  const stem = anyOf(['Серік', 'Нұрлан', 'Ахмет', 'Болат', 'Петр', 'Иван', 'Александр']);
  const ending = anyOf(['ұлы', 'қызы', 'ович', 'овна', 'овича', 'овне', 'ұлына', 'қызының', 'кызы', 'улы']);
  const first = anyOf(['Айгүл', 'Мария', 'Нұрлан', 'Анна', 'Сергей']);
  const last = anyOf(['Ахметов', 'Иванова', 'Оспанов', 'Петренко', 'Смагулова']);
  check(
    fc.property(
      first,
      disguised(
        fc.tuple(stem, ending).map((parts) => parts.join('')),
        [''],
      ),
      last,
      fc.boolean(),
      (a, b, c, upper) => {
        for (const text of [`${a} ${b} ${c}`, `${c} ${a} ${b}`, `${a} ${b}`]) {
          const typed = upper ? text.toUpperCase() : text;
          assert.equal(scrub(typed), '[name]', typed);
          assert.equal(scrub(`${typed} кардиолог`).replace('[name] кардиолог', '[name]'), '[name]', typed);
          assert.equal(scrub(text.toLowerCase()), '[name]', text.toLowerCase());
        }
      },
    ),
  );
});

test('T-19: a patronymic written apart, half in Latin letters, or grown together with a number, is gone', () => {
  const stem = anyOf(['Серік', 'Нұрлан', 'Ахмет', 'Болат', 'Иса']);
  const tail = anyOf(['', ' кардиолог', '-кардиолог', '.', '1985', ', узи']);
  check(
    fc.property(
      stem,
      anyOf([' ', '-', ' \u200b', '\u00a0']),
      anyOf(['ұлы', 'қызы', 'кызы', 'оглы']),
      tail,
      (name, gap, end, more) => assert.match(scrub(name + gap + end + more), /^\[name\]/),
    ),
  );
  check(
    fc.property(
      anyOf(['Иван', 'Серге', 'Марат', 'Алексе']),
      anyOf(['oвич', 'eвич', 'овiч', 'oвна', 'eвна', 'евнa', 'евнe']),
      tail,
      (name, end, more) => assert.match(scrub(name + end + more), /^\[name\]/),
    ),
  );
});

test('T-19: a patronymic or an e-mail written letter by letter is gone, with the name beside it', () => {
  const gap = anyOf([' ', '  ', '.', '-', '_', ' - ', ' \u200b', '\u00a0', '/', ', ']);
  const name = anyOf(['Иванович', 'Серікұлы', 'Айгүл Болатқызы', 'ИВАНОВНА', 'Ivanovich', 'Иванова Анна Ивановна']);
  const letters = (word: string, between: string) => [...word.replace(/ /g, '')].join(between);
  check(
    fc.property(name, gap, anyOf(['', 'кардиолог ', 'приём, ']), (word, between, before) =>
      assert.equal(scrub(before + letters(word, between)), scrub(`${before}[name]`)),
    ),
  );
  check(
    fc.property(name, gap, anyOf(['Анна', 'Нұрлан']), anyOf(['', ' узи']), (word, between, first, after) =>
      assert.equal(scrub(`${first} ${letters(word, between)}${after}`), `[name]${after}`),
    ),
  );
  check(
    fc.property(anyOf(['ivan', 'анна77', 'a.b']), anyOf(['mail.ru', 'gmail.com']), gap, (who, host, between) =>
      assert.equal(scrub(letters(`${who}@${host}`, between)), '[email]'),
    ),
  );
  for (const kept of ['витамины a d e k c', 'группа крови о а в ав', 'a b c d e f g', 'г р и п п', 'г о л о в н а я'])
    assert.equal(scrub(kept), kept);
});

test('T-19: whatever is typed, what is kept is short, lower case, NFKC, and the second scrubbing changes nothing', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(anyOf([...medicalPhrases.slice(0, 40), 'Иванов И.И.', '+7 701 123 45 67', 'a@b.kz', '12.03.1985', ' ']), {
        maxLength: 9,
      })
      .map((list) => list.join(' ')),
  );
  check(
    fc.property(text, (typed) => {
      const kept = scrub(typed);
      assert.ok(kept.length <= 64 && kept.split(' ').length <= 8, kept);
      assert.equal(kept, kept.normalize('NFKC').toLowerCase().trim());
      assert.doesNotMatch(kept, /[ё\p{C}\s]/u.source === '' ? /$^/ : /[ё\p{C}]/u);
      assert.equal(scrub(kept), kept);
    }),
  );
});

test('T-19: a megabyte of anything is cut, before anything else looks at it', () => {
  for (const part of ['1', 'а', 'a@', 'a.', ' ', 'и.и. ', 'kz12', '\u200b', '\ud800', '7 ', ':a', 'ivanov '])
    for (const text of [part.repeat(1_000_000), `${part.repeat(1000)}!`]) {
      const start = performance.now();
      scrub(text);
      assert.ok(performance.now() - start < 5000, `${JSON.stringify(part)}: ${performance.now() - start} ms`);
    }
});

test(`T-19: ${medicalPhrases.length} medical phrases in three languages come through untouched`, () => {
  assert.ok(medicalPhrases.length >= 300);
  for (const phrase of medicalPhrases) assert.equal(scrub(phrase), phrase);
});

test('the check digit of an ИИН: one pass, two passes, and never issued', () => {
  const valid = [
    '871008401427',
    '760212350620',
    '800416300257',
    '680503450037',
    '830717350867',
    '061211600012',
    '900101300007',
    '900101300811',
  ];
  for (const iin of valid) assert.ok(hasCheckDigit(iin), iin);
  for (const iin of ['871008401428', '000813159890', '90010130080', '123456789012x', ''])
    assert.ok(!hasCheckDigit(iin), iin);
});
