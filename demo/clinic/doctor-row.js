import { html } from './html.js';
import { camera, heart } from './icons.js';

/**
 * Weekdays as people write them: `пн–пт`, or `пн, ср, пт, сб`.
 * @param {readonly number[]} days 0 is Sunday
 * @param {readonly string[]} names
 */
export function weekdays(days, names) {
  const fromMonday = days.map((day) => (day + 6) % 7).sort((a, b) => a - b);
  const isRun = fromMonday.every((day, i) => i === 0 || day === (fromMonday[i - 1] ?? 0) + 1);
  const named = fromMonday.map((day) => names[(day + 1) % 7] ?? '');
  return isRun && named.length > 2 ? `${named[0]}–${named.at(-1)}` : named.join(', ');
}

/** @param {number} tenge */
export const price = (tenge) => `${String(tenge).replace(/(\d)(?=(\d{3})+$)/g, '$1\u00a0')}\u00a0₸`;

/**
 * The heart of one doctor, there only where "functional" is granted.
 * @param {import('./frame.js').Site} site
 * @param {import('./doctors/doctors.js').Doctor} doctor
 */
export const heartButton = ({ t, language }, doctor) =>
  html`<button type="button" class="heart" hidden data-kelisim="functional" data-favourite="${doctor.slug}" aria-pressed="false" aria-label="${t.heart.add(doctor[language].name)}">${heart}</button>`;

/**
 * What stands in the place of the hearts while "functional" is not granted: the reason and the way to allow.
 * @param {import('./frame.js').Site} site
 */
export const heartsOff = ({ t }) =>
  html`<p class="off" data-kelisim-else="functional">${t.heart.off} <button type="button" class="linklike" data-kelisim-open="preferences">${t.heart.allow}</button></p>`;

/**
 * A doctor in a list.
 * @param {import('./frame.js').Site} site
 * @param {import('./doctors/doctors.js').Doctor} doctor
 */
export function doctorRow(site, doctor) {
  const { t, link, language } = site;
  const { name, speciality, complaint } = doctor[language];
  return html`<li class="doctor" data-doctor="${doctor.slug}">
<div class="doctor-who"><h2><a class="doctor-name" href="${link(`/doctors/${doctor.slug}`)}">${name}</a></h2>
<p class="speciality">${speciality}</p></div>
<p class="doctor-what">${complaint}</p>
<p class="doctor-when">${t.cities[doctor.city]}, ${weekdays(doctor.days, t.days)} ${doctor.from}:00–${doctor.to}:00${doctor.video && html` <span class="by-video">${camera} ${t.nav.video}</span>`}</p>
<p class="doctor-price">${price(doctor.price)}</p>
<div class="doctor-do">${heartButton(site, doctor)}<a class="button small" href="${link('/appointment')}?doctor=${doctor.slug}" aria-label="${t.bookShort}: ${name}">${t.bookShort}</a></div>
</li>
`;
}
