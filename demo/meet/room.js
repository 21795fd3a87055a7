/** @type {Readonly<Record<string, { title: string, wait: string, missing: string, note: string }>>} */
const texts = {
  ru: {
    title: 'Кабинет ожидания',
    wait: 'Врач подключится в назначенное время. Оставьте эту страницу открытой.',
    missing: 'Такого кабинета нет',
    note: 'Meet, Нидерланды. Сервис вымышлен: камера не включается.',
  },
  kk: {
    title: 'Күту бөлмесі',
    wait: 'Дәрігер белгіленген уақытта қосылады. Бұл бетті жаппаңыз.',
    missing: 'Мұндай бөлме жоқ',
    note: 'Meet, Нидерланд. Сервис ойдан шығарылған: камера қосылмайды.',
  },
  en: {
    title: 'Waiting room',
    wait: 'The doctor will join at the appointed time. Keep this page open.',
    missing: 'There is no such room',
    note: 'Meet, the Netherlands. The service is invented: the camera stays off.',
  },
};

/**
 * The language of the room: the one asked for where it is known, else English.
 * @param {string | null} asked
 */
export const roomLanguage = (asked) => (asked !== null && Object.hasOwn(texts, asked) ? asked : 'en');

/**
 * The waiting room as a document; a word that there is none where it is not `open`.
 * @param {string} language
 * @param {boolean} open
 */
export function room(language, open) {
  const text = texts[language] ?? texts.en;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${open ? text?.title : text?.missing} · Meet</title>
<link rel="stylesheet" href="/meet.css">
</head>
<body>
<main>
<img src="/camera.svg" alt="" width="96" height="96">
<h1>${open ? text?.title : text?.missing}</h1>
<p>${open ? text?.wait : ''}</p>
<p class="note">${text?.note}</p>
</main>
</body>
</html>
`;
}
