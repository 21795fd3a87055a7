import { doctors } from '../doctors/doctors.js';
import { phone } from '../frame.js';
import { html } from '../html.js';
import { isoDay } from '../today.js';

/** The fields of the form, as they were typed. @typedef {Readonly<Record<string, string>>} Typed */

/**
 * The appointment form. Kelisim puts the agreement before the submit button; `refused` are the fields of a form that
 * came without its receipt, shown again so that nothing has to be typed twice. Nothing of it is stored.
 * @param {import('../frame.js').Site} site
 * @param {Typed | null} refused
 * @returns {import('../frame.js').Page}
 */
export function appointment(site, refused = null) {
  const { t, link, language, query, now } = site;
  const a = t.appointment;
  const typed = refused ?? { doctor: query.get('doctor') ?? '' };
  const body = html`<div class="wide with-aside">
<div>
<h1>${a.title}</h1>
<p class="lead">${a.lead}</p>
${refused && html`<div class="notice" role="alert"><h2>${a.refused}</h2><p>${a.refusedText} ${phone('almaty')}</p></div>`}
<noscript><p class="notice">${a.withoutScript} ${phone('almaty')}</p></noscript>
<form class="form" data-kelisim-form="appointment" method="post" action="${link('/appointment')}">
<p class="field"><label for="name">${a.name}</label><input id="name" name="name" autocomplete="name" required maxlength="120" value="${typed.name}"></p>
<p class="field"><label for="phone">${a.phone}</label><input id="phone" name="phone" type="tel" autocomplete="tel" required maxlength="40" aria-describedby="phone-hint" value="${typed.phone}"><span class="hint" id="phone-hint">${a.phoneHint}</span></p>
<p class="field"><label for="doctor">${a.doctor}</label><select id="doctor" name="doctor"><option value="">${a.anyDoctor}</option>${doctors.map(
    (doctor) =>
      html`<option value="${doctor.slug}"${doctor.slug === typed.doctor && html` selected`}>${doctor[language].name}, ${doctor[language].speciality.toLocaleLowerCase(language)}</option>`,
  )}</select></p>
<p class="field"><label for="date">${a.date} <small>${a.optional}</small></label><input id="date" name="date" type="date" min="${isoDay(now)}" value="${typed.date}"></p>
<p class="field"><label for="comment">${a.comment} <small>${a.optional}</small></label><textarea id="comment" name="comment" rows="3" maxlength="500" aria-describedby="comment-hint">${typed.comment}</textarea><span class="hint" id="comment-hint">${a.commentHint}</span></p>
<button class="button" type="submit">${a.submit}</button>
</form>
</div>
<aside class="aside">
<h2>${a.byPhone}</h2>
<p>${a.byPhoneText}</p>
<p>${t.cities.almaty} ${phone('almaty')}</p>
<p>${t.cities.astana} ${phone('astana')}</p>
<h2>${a.bring}</h2>
<ul class="ticks">${a.bringItems.map((item) => html`<li>${item}</li>`)}</ul>
</aside>
</div>`;
  return { ...(refused && { status: 422 }), title: refused ? a.refused : a.title, body };
}

/**
 * What a person sees after a form that came with its receipt.
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function thanks({ t, link }) {
  const body = html`<div class="wide narrow" data-booked>
<h1>${t.thanks.title}</h1>
<p class="lead">${t.thanks.text} ${phone('almaty')}</p>
<p class="off">${t.thanks.demo}</p>
<p><a href="${link('/')}">${t.thanks.home}</a></p>
</div>`;
  return { title: t.thanks.title, body };
}
