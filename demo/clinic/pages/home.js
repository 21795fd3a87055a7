import { doctors } from '../doctors/doctors.js';
import { phone } from '../frame.js';
import { html } from '../html.js';
import { today } from '../today.js';

/**
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function home(site) {
  const { t, link, language } = site;
  const body = html`<section class="hero wide">
<div class="hero-text">
<h1>${t.home.title}</h1>
<p class="lead">${t.home.lead}</p>
<p class="actions"><a class="button" href="${link('/appointment')}">${t.book}</a> ${phone('almaty')}</p>
</div>
<img class="hero-tree" src="/img/oak.svg" alt="" width="420" height="420">
</section>
${board(site)}
<section class="wide" aria-labelledby="who">
<div class="head"><h2 id="who">${t.home.who}</h2><p>${t.home.whoLead}</p></div>
<ul class="plain complaints">
${doctors.map(
  (
    doctor,
  ) => html`<li><a href="${link(`/doctors/${doctor.slug}`)}">${doctor[language].complaint}</a><span>${doctor[language].speciality}, ${doctor[language].name}</span></li>
`,
)}</ul>
</section>
<section class="band" aria-labelledby="how"><div class="wide">
<h2 id="how">${t.home.how}</h2>
<ol class="plain steps">
${t.home.steps.map(
  (step) => html`<li><h3>${step.title}</h3><p>${step.text}</p></li>
`,
)}</ol>
</div></section>
<section class="wide pair">
<div><h2>${t.home.video}</h2><p>${t.home.videoText}</p><p><a href="${link('/video')}">${t.home.videoLink}</a></p></div>
<div><h2>${t.home.where}</h2>
<ul class="plain places">
${
  /** @type {const} */ (['almaty', 'astana']).map(
    (
      city,
    ) => html`<li><h3>${t.cities[city]}</h3><p>${t.contacts.branches[city].address}<br>${t.contacts.branches[city].hours}</p><p>${phone(city)}</p></li>
`,
  )
}</ul></div>
</section>`;
  return { title: t.home.title, body };
}

/**
 * Who sees patients today, and at which hours: a bar from hour to hour for each doctor.
 * @param {import('../frame.js').Site} site
 */
function board({ t, link, language, now }) {
  const { weekday, label } = today(now, language);
  const present = doctors.filter(({ days }) => days.includes(weekday));
  return html`<section class="board" aria-labelledby="today"><div class="wide">
<h2 id="today">${t.home.today}</h2>
<p class="board-date">${label}</p>
<ul class="plain board-rows">
${present.map(
  (doctor) => html`<li>
<a href="${link(`/doctors/${doctor.slug}`)}">${doctor[language].name}</a>
<span class="board-what">${doctor[language].speciality}</span>
<span class="board-city">${t.cities[doctor.city]}</span>
<span class="board-day"><span class="from-${doctor.from} to-${doctor.to}">${doctor.from}:00–${doctor.to}:00</span></span>
</li>
`,
)}</ul>
</div></section>
`;
}
