import { readFile } from 'node:fs/promises';
import { policies } from './policy/policies.js';
import { words } from './words/words.js';

/** What the Russian configuration says in words, in the other two languages. */
const translated = {
  kk: {
    favourites: { name: 'Таңдаулылар', data: ['таңдалған дәрігерлер'] },
    meet: { data: ['атыңыз', 'құрылғының желідегі мекенжайы'] },
    forms: {
      data: 'тегі мен аты, телефон, дәрігер және қолайлы күн, дәрігерге хабар',
      purposes: 'кері қоңырау шалу және қабылдауға жазу',
      term: '30 күн',
    },
  },
  en: {
    favourites: { name: 'Favourites', data: ['the doctors you marked'] },
    meet: { data: ['your name', 'your device’s network address'] },
    forms: {
      data: 'surname and first name, phone, doctor and preferred day, message to the doctor',
      purposes: 'calling back and booking a visit',
      term: '30 days',
    },
  },
};

/**
 * The clinic's Kelisim configuration for one language: `kelisim.json`, whose words are Russian, with the words of that
 * language, and the video service where it runs. Throws where the file cannot be read.
 * @param {import('./doctors/doctors.js').Language} language
 * @param {string} video origin of the video service
 */
export async function createConfig(language, video) {
  const config = JSON.parse(await readFile(new URL('kelisim.json', import.meta.url), 'utf8'));
  delete config.$schema;
  for (const service of config.services) if (service.id === 'meet') service.origins = [video];
  if (language === 'ru') return config;
  const own = translated[language];
  return {
    ...config,
    policy: { ...config.policy, url: `/${language}/policy` },
    operator: { ...config.operator, name: policies[language].operatorName, address: policies[language].address },
    services: config.services.map((/** @type {{ id: 'favourites' | 'meet' }} */ service) => ({
      ...service,
      ...own[service.id],
    })),
    forms: { ...own.forms, nameField: words[language].appointment.name },
  };
}
