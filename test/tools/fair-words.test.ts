import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areOpposites, isLone, steeringIn } from '../../src/tools/law/steering.ts';
import { builtInTexts } from '../../src/tools/law/texts.ts';
import { languages } from '../../src/wire/config.ts';
import { en as servicesEn } from '../../src/words/services/en.ts';
import { kk as servicesKk } from '../../src/words/services/kk.ts';
import { ru as servicesRu } from '../../src/words/services/ru.ts';
import { en as writtenEn } from '../../src/words/written/en.ts';
import { kk as writtenKk } from '../../src/words/written/kk.ts';
import { ru as writtenRu } from '../../src/words/written/ru.ts';

const more = {
  ru: [servicesRu, writtenRu],
  kk: [servicesKk, writtenKk],
  en: [servicesEn, writtenEn],
};

/** Every word in a tree of texts. */
const wordsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(wordsIn);

for (const language of languages) {
  const texts = builtInTexts[language];
  test(`C-46: no text of ours steers in ${language}`, () => {
    const all = wordsIn([texts, more[language]]);
    assert.ok(all.length > 150, `${all.length} texts`);
    assert.deepEqual(all.map((text) => steeringIn(text)).filter(Boolean), []);
  });

  test(`C-46: accept and refuse are each other’s opposite in ${language}, and no button answers nothing`, () => {
    const { accept = '', refuse = '' } = texts;
    assert.ok(areOpposites(accept, refuse, language), `${accept} and ${refuse}`);
    assert.ok(!areOpposites(refuse, accept, language), 'and not the other way round');
    for (const key of ['accept', 'refuse', 'settings', 'save', 'allow', 'allow-once', 'withdraw'])
      assert.ok(!isLone(texts[key] ?? ''), `${key}: ${texts[key]}`);
  });
}

test('C-46: what steers is found in three languages', () => {
  for (const text of [
    'Without cookies you will lose your favourites',
    'We recommend accepting',
    'By continuing to use this site you agree',
    'For the best experience',
    'Вы потеряете доступ к избранному',
    'Без согласия вы не сможете записаться',
    'Рекомендуемые настройки',
    'Оставаясь на сайте, вы соглашаетесь',
    'К сожалению, без этого никак',
    'Қабылдауға кеңес береміз',
    'Мүмкіндіктерден айырыласыз',
    'Сайтты пайдалана отырып, келісесіз',
  ])
    assert.ok(steeringIn(text), text);
});

test('C-46: words that only look like it are left in peace', () => {
  for (const text of [
    'The site works without them.',
    'Чтобы это заработало, нужно разрешение. Остальной сайт работает полностью.',
    'Сайт онсыз да жұмыс істейді.',
    'Lost and found: statistics of searches',
    'Увидеть ближайший филиал',
  ])
    assert.equal(steeringIn(text), null, text);
  for (const lone of ['OK', 'Ок', 'Понятно!', 'Got it', 'Жарайды']) assert.ok(isLone(lone), lone);
  for (const answer of ['Принять', 'Allow all', 'Келісемін']) assert.ok(!isLone(answer), answer);
});

test('C-46: a pair is one only if both are plain and written alike', () => {
  assert.ok(areOpposites('Accept all', 'Reject all', 'en'));
  assert.ok(areOpposites('Allow', "Don't allow", 'en'));
  assert.ok(areOpposites('Разрешить всё', 'Не разрешать', 'ru'));
  for (const [accept, refuse] of [
    ['Accept', 'Maybe later'],
    ['Accept', 'Settings'],
    ['ACCEPT', 'Refuse'],
    ['Yes, I love cookies', 'No'],
  ] as const)
    assert.ok(!areOpposites(accept, refuse, 'en'), `${accept} and ${refuse}`);
});
