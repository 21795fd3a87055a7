import { heartButton, heartsOff, price, weekdays } from '../doctor-row.js';
import { html } from '../html.js';
import { camera } from '../icons.js';
import { typesetAll } from '../typeset.js';

/**
 * One doctor.
 * @param {import('../frame.js').Site} site
 * @param {import('../doctors/doctors.js').Doctor} doctor
 * @returns {import('../frame.js').Page}
 */
export function doctorPage(site, doctor) {
  const { t, link, language } = site;
  const { name, speciality, about, treats } = typesetAll(doctor[language], language);
  const body = html`<div class="wide profile">
<p class="back"><a href="${link('/doctors')}">${t.doctor.back}</a></p>
<div class="profile-main">
<p class="speciality">${speciality}</p>
<h1>${name}</h1>
<p class="lead">${about}</p>
<p class="actions"><a class="button" href="${link('/appointment')}?doctor=${doctor.slug}">${t.book}</a>${heartButton(site, doctor)}</p>
${heartsOff(site)}
<h2>${t.doctor.treats}</h2>
<ul class="ticks">${treats.map((complaint) => html`<li>${complaint}</li>`)}</ul>
</div>
<dl class="facts">
<div><dt>${t.price}</dt><dd class="big">${price(doctor.price)}</dd></div>
<div><dt>${t.doctor.hours}</dt><dd>${weekdays(doctor.days, t.days)}, ${doctor.from}:00–${doctor.to}:00</dd></div>
<div><dt>${t.doctor.where}</dt><dd>${t.cities[doctor.city]}, ${t.contacts.branches[doctor.city].address}, ${t.room} ${doctor.room}</dd></div>
<div><dt>${t.doctor.speaks}</dt><dd>${doctor.speaks.map((spoken) => t.doctor.languages[spoken]).join(', ')}</dd></div>
<div><dt>${t.doctor.seniority}</dt><dd>${t.doctors.seniority(doctor.years)}</dd></div>
${doctor.video && html`<div><dt>${t.nav.video}</dt><dd><a class="by-video" href="${link('/video')}">${camera} ${t.doctor.byVideo}</a></dd></div>`}
</dl>
</div>`;
  return { title: `${name}, ${speciality.toLocaleLowerCase(language)}`, body };
}
