import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { examine } from '../../src/tools/check.ts';
import { catalogueIds } from '../../src/wire/catalogue.ts';

const whole = {
  site: 'clinic.kz',
  zone: 'Asia/Almaty',
  policy: { url: '/policy', version: '2026-11-01' },
  operator: { name: 'Клиника', bin: '061211600012', email: 'a@clinic.kz', country: 'KZ' },
};
const { operator } = whole;
const meet = {
  id: 'meet',
  purpose: 'video',
  name: 'Meet',
  country: 'KZ',
  origins: ['https://meet.kz'],
  data: ['имя'],
};
const withVideo = ['necessary', 'video', 'crossborder'];
const forms = { data: 'имя', purposes: 'запись', term: '30 дней', nameField: 'Имя' };
const texts = (key: string, text: string, language = 'ru') => ({
  languages: ['ru', 'kk'],
  texts: { [language]: { [key]: text } },
});
const own = { id: 'own', texts: { ru: 'Своё', kk: 'Өз', en: 'Own' } };

/** What is wrong, the words of the line that is named, its level and path, and the cure it offers. */
type Fault = readonly [title: string, config: object, line: string, finding: string, cure: RegExp];

const faults: readonly Fault[] = [
  // The shape.
  ['a setting that is none', { polcy: {} }, '"polcy"', 'schema /polcy', /did you mean "policy"\?/],
  [
    'a setting like no other',
    { telemetry: { colour: 1 } },
    '"colour"',
    'schema /telemetry/colour',
    /is no setting; there are routes, sensitive/,
  ],
  [
    'a version in words',
    { policy: { url: '/p', version: '1 Nov' } },
    '"version"',
    'schema /policy/version',
    /give a date, like "2026-11-01"/,
  ],
  [
    'a policy without an address',
    { policy: { version: '1' } },
    '"policy"',
    'schema /policy/url',
    /is missing: the address of the policy/,
  ],
  ['nagging', { reaskDays: 30 }, '"reaskDays"', 'schema /reaskDays', /180 to 730 days/],
  [
    'a language that is not offered',
    { languages: ['ru', 'kk', 'de'] },
    '"de"',
    'schema /languages/2',
    /one of "ru", "kk", "en"/,
  ],
  ['texts in such a language', { texts: { de: {} } }, '"de"', 'schema /texts/de', /there are ru, kk, en/],
  [
    'a service that nobody knows',
    { services: ['youtubee'] },
    '"youtubee"',
    'schema /services/0',
    /is not in the catalogue; it has .*youtube/,
  ],
  [
    'the same with a number',
    { services: [{ use: 'metrika', id: 1 }] },
    '"use"',
    'schema /services/0/use',
    /it has .*yandex-metrica/,
  ],
  [
    'a number of another counter',
    { services: [{ use: 'google-analytics', id: 'GTM-ABCD' }] },
    '"id"',
    'schema /services/0/id',
    /is no number of Google Analytics 4/,
  ],
  [
    'a number for what has no counter',
    { services: [{ use: 'youtube', id: 12345 }] },
    '"id"',
    'schema /services/0/id',
    /has no counter: leave it out/,
  ],
  [
    'a service without a country',
    { services: [{ ...meet, country: undefined }], purposes: withVideo },
    '"id": "meet"',
    'schema /services/0/country',
    /is missing: ISO 3166-1/,
  ],
  [
    'a country in small letters',
    { services: [{ ...meet, country: 'kz' }], purposes: withVideo },
    '"country": "kz"',
    'schema /services/0/country',
    /two capital letters/,
  ],
  [
    'an origin with a path',
    { services: [{ ...meet, origins: ['https://meet.kz/a'] }], purposes: withVideo },
    'meet.kz/a',
    'schema /services/0/origins/0',
    /scheme and host/,
  ],
  [
    'a purpose of one’s own without words',
    { purposes: ['necessary', 'adverts'] },
    '"adverts"',
    'schema /purposes/1',
    /is not built in: give \{ "id": "adverts", "texts"/,
  ],
  [
    'a purpose in capitals',
    { purposes: ['Statistics'] },
    '"Statistics"',
    'schema /purposes/0',
    /one of necessary, functional/,
  ],
  [
    'a BIN of eleven digits',
    { operator: { ...operator, bin: '06121160001' } },
    '"bin"',
    'schema /operator/bin',
    /12 digits/,
  ],
  [
    'a corner that is none',
    { theme: { position: 'middle' } },
    '"position"',
    'schema /theme/position',
    /one of "bottom", "top", "corner"/,
  ],
  ['a round banner', { theme: { radius: 99 } }, '"radius"', 'schema /theme/radius', /must be <= 24 \(pixels\)/],
  [
    'a route without a slash',
    { telemetry: { routes: ['doctors'] } },
    '"doctors"',
    'schema /telemetry/routes/0',
    /begins with "\/"/,
  ],
  ['a zone that is none', { zone: 'Asia/Alma-Ata-2' }, '"zone"', 'schema /zone', /like "Asia\/Almaty"/],
  [
    'a cookie for a whole country',
    { cookieDomain: 'kz' },
    '"cookieDomain"',
    'schema /cookieDomain',
    /like "example\.kz"/,
  ],
  [
    'a cookie for another site',
    { cookieDomain: 'other.kz' },
    '"cookieDomain"',
    'schema /cookieDomain',
    /no parent of "clinic\.kz"/,
  ],
  [
    'a text that is none',
    texts('baner.title', 'Можно?'),
    '"baner.title"',
    'schema /texts/ru/baner.title',
    /did you mean "banner\.title"\?/,
  ],

  // Who asks, and what for.
  ['nobody asks', { operator: undefined }, '{', 'law /operator', /give \{ "name"/],
  [
    'an operator without a name',
    { operator: { ...operator, name: undefined } },
    '"operator"',
    'law /operator/name',
    /must name who asks/,
  ],
  [
    'an operator without a BIN',
    { operator: { ...operator, bin: undefined } },
    '"operator"',
    'law /operator/bin',
    /names the operator with its BIN/,
  ],
  [
    'a BIN that was never issued',
    { operator: { ...operator, bin: '061211600013' } },
    '"bin"',
    'law /operator/bin',
    /registration certificate/,
  ],
  [
    'no address for letters',
    { operator: { ...operator, email: undefined } },
    '"operator"',
    'law /operator/email',
    /go by letter/,
  ],
  [
    'an operator from nowhere',
    { operator: { ...operator, country: undefined } },
    '"operator"',
    'advice /operator/country',
    /recognised as one/,
  ],
  ['no policy', { policy: undefined }, '{', 'law /policy', /give \{ "url"/],
  [
    'a day that is none',
    { policy: { url: '/p', version: '2026-02-31' } },
    '"version"',
    'law /policy/version',
    /no day of the calendar/,
  ],
  [
    'a change of nothing',
    { policy: { ...whole.policy, changed: ['videos'] }, purposes: withVideo, services: [meet] },
    '"videos"',
    'law /policy/changed/0',
    /nobody is asked again/,
  ],
  [
    'a change that asks nobody',
    { policy: { ...whole.policy, changed: ['search'], material: false } },
    '"changed"',
    'advice /policy/changed',
    /"material" is false/,
  ],
  ['no Kazakh', { languages: ['ru', 'en'] }, '"languages"', 'law /languages', /lacks "kk".*add it/],
  ['no Russian', { languages: ['kk'] }, '"languages"', 'law /languages', /lacks "ru"/],
  ['the browser’s own no as a mere start', { signals: 'defaultsOff' }, '"signals"', 'advice /signals', /"wins"/],
  [
    'no button to come back by',
    { entry: { kind: 'link' } },
    '"kind"',
    'advice /entry/kind',
    /data-kelisim-open="preferences"/,
  ],
  ['measurements in the open', { collector: 'http://stats.clinic.kz' }, '"collector"', 'law /collector', /https/],
  [
    'a purpose of one’s own without a term',
    { purposes: ['necessary', own] },
    '"id": "own"',
    'law /purposes/1/term',
    /how long data are kept/,
  ],
  [
    'a term without end',
    { purposes: ['necessary', { ...own, term: 'бессрочно' }] },
    '"term"',
    'law /purposes/1/term',
    /art\. 8\(6\)/,
  ],
  ['a purpose twice', { purposes: ['necessary', 'search', 'search'] }, '"search"', 'law /purposes/2', /asked twice/],
  [
    'a purpose that serves nobody',
    { purposes: ['necessary', 'video'] },
    '"video"',
    'advice /purposes/1',
    /without reading to whom/,
  ],

  // Who receives.
  [
    'a service that nobody is asked about',
    { services: [meet] },
    '"purpose"',
    'law /services/0/purpose',
    /add it to "purposes"/,
  ],
  [
    'a third party that is “necessary”',
    { services: [{ ...meet, purpose: 'necessary' }] },
    '"purpose"',
    'law /services/0/purpose',
    /needs a yes/,
  ],
  [
    'a recipient abroad',
    { services: [{ ...meet, country: 'NL' }], purposes: ['necessary', 'video'] },
    '"country": "NL"',
    'law /services/0/country',
    /add "crossborder" to "purposes"/,
  ],
  [
    'one of the catalogue abroad',
    { services: ['youtube'] },
    '"youtube"',
    'advice /services/0',
    /YouTube is abroad \(US\).*add "crossborder"/,
  ],
  [
    'a service that says not what it takes',
    { services: [{ ...meet, data: undefined }], purposes: withVideo },
    '"id": "meet"',
    'law /services/0/data',
    /which data/,
  ],
  [
    'a service that cannot be cut off',
    { services: [{ ...meet, origins: undefined }], purposes: withVideo },
    '"id": "meet"',
    'advice /services/0/origins',
    /cut off at withdrawal/,
  ],
  [
    'a service in the open',
    { services: [{ ...meet, origins: ['http://meet.kz'] }], purposes: withVideo },
    'http://meet.kz',
    'advice /services/0/origins/0',
    /its https address/,
  ],
  [
    'two of one id',
    { services: [meet, meet], purposes: withVideo },
    '"id": "meet"',
    'law /services/1/id',
    /one yes would open both/,
  ],
  [
    'undeclared cookies of a known service',
    {
      services: [{ ...meet, country: 'US', origins: ['https://www.google-analytics.com'], cookies: [{ name: '_ga' }] }],
      purposes: withVideo,
    },
    '"cookies"',
    'law /services/0/cookies',
    /lacks what Google Analytics 4 leaves: _ga_\*, _gid.*"use": "google-analytics"/,
  ],
  [
    'undeclared storage of a known service',
    {
      services: [{ ...meet, country: 'RU', origins: ['https://mc.yandex.ru'], cookies: [{ prefix: '_ym' }] }],
      purposes: withVideo,
    },
    '"id": "meet"',
    'law /services/0/storage',
    /lacks what .*Metrica.* leaves: _ym\*, __ym\*/,
  ],
  [
    'a known service at home that is abroad',
    { services: [{ ...meet, origins: ['https://www.youtube.com'] }], purposes: withVideo },
    '"country"',
    'law /services/0/country',
    /YouTube is in US; correct it/,
  ],
  [
    'a cookie pattern that takes our own',
    { services: [{ ...meet, cookies: [{ prefix: 'kel' }] }], purposes: withVideo },
    '"prefix"',
    'law /services/0/cookies/0',
    /erase the visitor’s answer/,
  ],

  // The agreement.
  ...(['data', 'purposes', 'term', 'nameField'] as const).map(
    (key): Fault => [
      `an agreement without ${key}`,
      { forms: { ...forms, [key]: undefined } },
      '"forms"',
      `law /forms/${key}`,
      /art\. 8\(4\)/,
    ],
  ),
  ['an agreement without end', { forms: { ...forms, term: 'мерзімсіз' } }, '"term"', 'law /forms/term', /art\. 8\(6\)/],
  [
    'an agreement that claims a MAC address',
    { forms: { ...forms, data: 'имя, MAC-адрес' } },
    '"data"',
    'advice /forms/data',
    /claims more than is done.*leave it out/,
  ],
  [
    'an agreement silent about abroad',
    { forms, services: [{ ...meet, country: 'NL', data: ['имя, телефон'] }], purposes: withVideo },
    '"forms"',
    'advice /forms/crossborder',
    /nothing goes abroad/,
  ],

  // The owner's words.
  ['an empty text', texts('banner.title', ' '), '"banner.title"', 'law /texts/ru/banner.title', /must be readable/],
  [
    'a banner without a way to the policy',
    texts('banner.body', '{operator} хочет вести статистику.'),
    '"banner.body"',
    'law /texts/ru/banner.body',
    /lacks \{link\}.*the link to the policy/,
  ],
  [
    'a banner that says not who asks',
    texts('banner.body', 'Мы хотим вести статистику. {link}Политика{/link}'),
    '"banner.body"',
    'law /texts/ru/banner.body',
    /lacks \{operator\}.*who asks/,
  ],
  [
    'a mark that nothing fills',
    texts('banner.title', 'Можно, {name}?'),
    '"banner.title"',
    'law /texts/ru/banner.title',
    /\{name\}, which nothing fills/,
  ],
  ['a lone OK', texts('accept', 'OK'), '"accept"', 'law /texts/ru/accept', /answers nothing.*“Принять”/],
  [
    'its Kazakh sister',
    texts('accept', 'Түсінікті', 'kk'),
    '"accept"',
    'law /texts/kk/accept',
    /answers nothing.*“Қабылдау”/,
  ],
  [
    'a no that is none',
    texts('refuse', 'Может быть, позже'),
    '"refuse"',
    'law /texts/ru/refuse',
    /plain opposites.*“Отклонить”/,
  ],
  ['a yes that shouts', texts('accept', 'ПРИНЯТЬ'), '"accept"', 'law /texts/ru/accept', /written alike/],
  [
    'a loss',
    texts('banner.short', 'Без согласия вы потеряете часть функций. {operator}'),
    '"banner.short"',
    'law /texts/ru/banner.short',
    /steers by “вы потеряете”/,
  ],
  [
    'a recommendation',
    texts('banner.title', 'Рекомендуем согласиться'),
    '"banner.title"',
    'law /texts/ru/banner.title',
    /steers by “Рекомендуем”: leave out/,
  ],
  [
    'going on as a yes',
    texts('banner.title', 'Продолжая пользоваться сайтом, вы соглашаетесь'),
    '"banner.title"',
    'law /texts/ru/banner.title',
    /going on is no consent/,
  ],
  [
    'the same in Kazakh',
    texts('banner.title', 'Қабылдауды ұсынамыз', 'kk'),
    '"banner.title"',
    'law /texts/kk/banner.title',
    /steers by “ұсынамыз”/,
  ],
  [
    'a purpose of one’s own that steers',
    { purposes: [{ ...own, term: '1 год', texts: { ...own.texts, en: 'Cookies for the best experience' } }] },
    '"en"',
    'law /purposes/0/texts/en',
    /steers by “best experience”/,
  ],
  [
    'a text that claims a device id',
    texts('purpose.statistics', 'Собираем идентификаторы устройства'),
    '"purpose.statistics"',
    'advice /texts/ru/purpose.statistics',
    /makes no device id/,
  ],
  [
    'a sentence that is not the policy’s',
    texts('agreement.sentence', 'Согласен с {link}политикой{/link}'),
    '"agreement.sentence"',
    'advice /texts/ru/agreement.sentence',
    /to the letter/,
  ],
  [
    'a text in one language only',
    texts('banner.title', 'Можно?'),
    '"texts"',
    'advice /texts/kk',
    /lacks "banner\.title"/,
  ],

  // The looks.
  [
    'grey on grey',
    { theme: { text: '#999', surface: '#aaa' } },
    '"text"',
    'advice /theme/text',
    /1\.2:1\) and would be clamped: 4\.5:1/,
  ],
  [
    'a button as pale as its surface',
    { theme: { accent: '#fafafa' } },
    '"accent"',
    'advice /theme/accent',
    /3:1 is needed/,
  ],
  [
    'a see-through surface',
    { theme: { surface: '#ffffff80' } },
    '"surface"',
    'advice /theme/surface',
    /would be left out/,
  ],

  // What is measured.
  [
    'a goal by an event that is not declared',
    { telemetry: { goals: { booking: { event: 'sent' } } } },
    '"booking"',
    'advice /telemetry/goals/booking',
    /declare it/,
  ],
  [
    'a funnel by one',
    { telemetry: { funnels: { booking: ['/a', { event: 'sent' }] } } },
    '"booking"',
    'advice /telemetry/funnels/booking',
    /declare it/,
  ],
  [
    'places without a purpose',
    { telemetry: { places: [{ name: 'Алматы', latitude: 43, longitude: 77 }] } },
    '"places"',
    'advice /telemetry/places',
    /"location".*add it/,
  ],
  [
    'a vocabulary that is not there',
    { telemetry: { search: { mode: 'vocabulary' } } },
    '"search"',
    'advice /telemetry/search/vocabulary',
    /every search would be "other"/,
  ],
  [
    'a property that names somebody',
    { telemetry: { events: { sent: { props: ['email'] } } } },
    '"email"',
    'law /telemetry/events/sent/props/0',
    /a person’s data/,
  ],
  [
    'a route that tells a diagnosis',
    { telemetry: { routes: ['/hiv/:slug'] } },
    '"/hiv/:slug"',
    'advice /telemetry/routes/0',
    /add it to "sensitive", like "\/hiv\/\*"/,
  ],
  [
    'a goal on a sensitive page',
    { telemetry: { sensitive: ['/hiv/*'], goals: { tested: { path: '/hiv/thanks' } } } },
    '"path"',
    'law /telemetry/goals/tested/path',
    /would tell what the page is/,
  ],
];

for (const [title, change, where, finding, cure] of faults)
  test(`check names ${title}, its line and the cure`, () => {
    const text = JSON.stringify({ ...whole, ...change }, null, 1);
    const found = examine(text);
    const [level, path] = finding.split(' ');
    const one = found.find((line) => line.path === path && line.level === level && cure.test(line.text));
    assert.ok(one, JSON.stringify(found, null, 1));
    // What is missing is told by the line where the thing around it begins, which is a brace; its first field follows.
    const there = text.split('\n').slice(one.line - 1, one.line + 1);
    assert.ok(there[/[{[]\s*$/.test(there[0] ?? '') && !there[0]?.includes(where) ? 1 : 0]?.includes(where), there[0]);
  });

test('each finding is said once, and in a sentence without braces of our own', () => {
  for (const [title, change] of faults) {
    const found = examine(JSON.stringify({ ...whole, ...change }, null, 1)).map(
      ({ line, path, text }) => `${line} ${path} ${text}`,
    );
    assert.deepEqual(found, [...new Set(found)], title);
    assert.doesNotMatch(found.join('\n'), /undefined|\[object|match pattern/, title);
  }
});

test('what is right is not blamed', () => {
  for (const config of [
    whole,
    { ...whole, theme: { accent: '#0b6b61', surface: '#fff', text: '#16262c' } },
    { ...whole, theme: { accent: 'teal', text: 'rgb(0, 0, 0)' } },
    { ...whole, purposes: withVideo, services: [{ ...meet, country: 'NL' }] },
    { ...whole, purposes: [...withVideo, { ...own, term: '30 дней' }], services: [...catalogueIds] },
    { ...whole, ...{ forms, cookieDomain: 'clinic.kz' } },
    {
      ...whole,
      texts: {
        ru: { accept: 'Разрешить всё', refuse: 'Не разрешать' },
        kk: { accept: 'Келісемін', refuse: 'Келіспеймін' },
        en: { accept: 'Allow all', refuse: "Don't allow" },
      },
    },
    { ...whole, telemetry: { routes: ['/doctors/:slug', '/hiv/:slug'], sensitive: ['/hiv/*'] } },
  ])
    assert.deepEqual(examine(JSON.stringify(config)), []);
});

test('the README’s configuration and the demo’s have nothing to be told', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(\{\n {2}"\$schema"[^`]*)```/.exec(readme) ?? [];
  assert.deepEqual(examine(example), []);
  assert.deepEqual(examine(readFileSync(new URL('../../demo/clinic/kelisim.json', import.meta.url), 'utf8')), []);
});
