import { doctorRow, heartsOff } from '../doctor-row.js';
import { phone } from '../frame.js';
import { html } from '../html.js';
import { findDoctors } from '../search.js';

/** Longer queries are cut: nobody searches for more, and the words go back into the page. */
const maxQuery = 80;

/**
 * The list of doctors, or those that fit `?q=`.
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function doctorsPage(site) {
  const { t, query, link } = site;
  const asked = (query.get('q') ?? '').trim().slice(0, maxQuery);
  const found = findDoctors(asked);
  const body = html`<div class="wide">
<div class="head"><h1>${t.doctors.title}</h1><p>${t.doctors.lead}</p></div>
<form class="search" role="search" data-kelisim-search action="${link('/doctors')}" method="get">
<label for="q">${t.doctors.search}</label>
<div class="search-line"><input class="search-words" id="q" name="q" type="search" value="${asked}" placeholder="${t.doctors.placeholder}" maxlength="${maxQuery}" autocomplete="off" spellcheck="false" aria-describedby="q-hint"><button class="button" type="submit">${t.doctors.submit}</button></div>
<p class="hint" id="q-hint">${t.doctors.hint}</p>
</form>
${asked !== '' && results(site, asked, found.length)}
${
  found.length > 0 &&
  html`${heartsOff(site)}
<ul class="plain doctors">
${found.map((doctor) => doctorRow(site, doctor))}</ul>`
}
</div>`;
  return { title: t.doctors.title, body };
}

/**
 * @param {import('../frame.js').Site} site
 * @param {string} asked
 * @param {number} count
 */
function results({ t, link }, asked, count) {
  if (count > 0)
    return html`<p class="results" data-kelisim-results="${count}"><b>${t.doctors.found(count)}</b> <a href="${link('/doctors')}">${t.doctors.all}</a></p>`;
  return html`<div class="empty" data-kelisim-results="0">
<h2>${t.doctors.none(asked)}</h2>
<p>${t.doctors.noneText} ${phone('almaty')}</p>
<p>${t.doctors.tryThese}:</p>
<ul class="plain chips">${t.doctors.suggestions.map((words) => html`<li><a class="chip" href="${link('/doctors')}?q=${encodeURIComponent(words.replaceAll('\u00a0', ' '))}">${words}</a></li>`)}</ul>
<p><a href="${link('/doctors')}">${t.doctors.all}</a></p>
</div>`;
}
