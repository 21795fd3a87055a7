import { weekdays } from '../doctor-row.js';
import { doctors } from '../doctors/doctors.js';
import { html } from '../html.js';

/**
 * The video consultation: a frame of a foreign service behind a gate. Without a yes, and without Kelisim, there is a
 * plain link to it.
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function video({ t, link, language, video: origin }) {
  const v = t.video;
  const room = `${origin}/room/emen?lang=${language}`;
  const body = html`<div class="wide">
<div class="head"><h1>${v.title}</h1><p>${v.lead}</p></div>
<h2 class="embed-title">${v.room}</h2>
<div class="embed" data-kelisim="video" data-kelisim-service="meet"><a class="embed-link" href="${room}" target="_blank" rel="noopener">${v.open}</a><template><iframe src="${room}" width="1120" height="630" title="${v.frame}" allow="camera; microphone; fullscreen" referrerpolicy="origin"></iframe></template></div>
<div class="thirds">
<section><h2>${v.who}</h2><p>${v.whoText}</p></section>
<section><h2>${v.ready}</h2><ul class="ticks">${v.readyItems.map((item) => html`<li>${item}</li>`)}</ul></section>
<section><h2>${v.notFor}</h2><p>${v.notForText}</p></section>
</div>
<h2>${v.doctors}</h2>
<ul class="plain complaints">${doctors
    .filter((doctor) => doctor.video)
    .map(
      (doctor) =>
        html`<li><a href="${link(`/doctors/${doctor.slug}`)}">${doctor[language].name}</a><span>${doctor[language].speciality}, ${weekdays(doctor.days, t.days)} ${doctor.from}:00–${doctor.to}:00</span></li>`,
    )}</ul>
</div>`;
  return { title: v.title, body };
}
