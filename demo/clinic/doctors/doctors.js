import { en } from './en.js';
import { kk } from './kk.js';
import { ru } from './ru.js';

/**
 * One doctor of the clinic, invented. `days` are weekdays, 0 is Sunday; `from` and `to` are full hours.
 * @typedef {'ru' | 'kk' | 'en'} Language
 * @typedef {{ name: string, speciality: string, complaint: string, about: string, treats: readonly string[] }} About
 * @typedef {{ slug: keyof import('./ru.js').DoctorTexts, city: 'almaty' | 'astana', room: number, days: readonly number[],
 *   from: number, to: number, years: number, price: number, video: boolean, speaks: readonly Language[] }} Place
 * @typedef {Place & Readonly<Record<Language, About>>} Doctor
 */

/** @type {readonly Place[]} */
const places = [
  {
    slug: 'sergey-lim',
    city: 'almaty',
    room: 101,
    days: [1, 2, 3, 4, 5],
    from: 8,
    to: 16,
    years: 24,
    price: 12000,
    video: true,
    speaks: ['ru', 'en'],
  },
  {
    slug: 'assel-tulegenova',
    city: 'almaty',
    room: 204,
    days: [1, 3, 5, 6],
    from: 10,
    to: 18,
    years: 17,
    price: 16000,
    video: false,
    speaks: ['ru', 'kk', 'en'],
  },
  {
    slug: 'daniyar-ospanov',
    city: 'astana',
    room: 12,
    days: [1, 2, 4, 5, 6],
    from: 9,
    to: 17,
    years: 14,
    price: 15000,
    video: false,
    speaks: ['ru', 'kk'],
  },
  {
    slug: 'marina-kovalyova',
    city: 'almaty',
    room: 103,
    days: [0, 3, 4, 5, 6],
    from: 9,
    to: 15,
    years: 21,
    price: 13000,
    video: false,
    speaks: ['ru', 'en'],
  },
  {
    slug: 'yerzhan-kozhabekov',
    city: 'astana',
    room: 15,
    days: [2, 3, 4, 6],
    from: 9,
    to: 16,
    years: 19,
    price: 14000,
    video: false,
    speaks: ['ru', 'kk'],
  },
  {
    slug: 'gulnara-ibrayeva',
    city: 'almaty',
    room: 207,
    days: [1, 2, 4],
    from: 12,
    to: 20,
    years: 11,
    price: 14000,
    video: false,
    speaks: ['ru', 'kk', 'en'],
  },
  {
    slug: 'timur-akhmetzhanov',
    city: 'almaty',
    room: 209,
    days: [2, 4, 5, 6],
    from: 9,
    to: 15,
    years: 16,
    price: 15000,
    video: false,
    speaks: ['ru', 'kk'],
  },
  {
    slug: 'dinara-zhumabek',
    city: 'astana',
    room: 9,
    days: [1, 2, 3, 4, 5],
    from: 10,
    to: 18,
    years: 13,
    price: 15000,
    video: true,
    speaks: ['ru', 'kk', 'en'],
  },
  {
    slug: 'aigerim-satpayeva',
    city: 'astana',
    room: 11,
    days: [1, 3, 5, 6],
    from: 9,
    to: 15,
    years: 8,
    price: 13000,
    video: false,
    speaks: ['ru', 'kk'],
  },
];

/** The clinic's doctors, in the order in which they are listed. @type {readonly Doctor[]} */
export const doctors = places.map((place) => ({
  ...place,
  ru: ru[place.slug],
  kk: kk[place.slug],
  en: en[place.slug],
}));
