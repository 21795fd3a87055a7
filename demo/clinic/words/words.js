import { typesetAll } from '../typeset.js';
import { en } from './en.js';
import { kk } from './kk.js';
import { ru } from './ru.js';

/** The clinic's texts by language, typeset. */
export const words = { ru: typesetAll(ru, 'ru'), kk: typesetAll(kk, 'kk'), en: typesetAll(en, 'en') };

/** @type {readonly import('../doctors/doctors.js').Language[]} */
export const languages = ['ru', 'kk', 'en'];
