import { doctorRow, heartsOff } from '../doctor-row.js';
import { doctors } from '../doctors/doctors.js';
import { html } from '../html.js';

/**
 * The doctors marked in this browser. The server does not know which: all are in the page, and the page's own script
 * shows those it finds in the browser's storage.
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function favourites(site) {
  const { t, link } = site;
  const body = html`<div class="wide">
<div class="head"><h1>${t.favourites.title}</h1><p>${t.favourites.lead}</p></div>
<noscript><p class="notice">${t.favourites.withoutScript}</p></noscript>
${heartsOff(site)}
<div hidden data-kelisim="functional" data-favourites>
<p class="empty" data-favourites-empty>${t.favourites.empty}</p>
<ul class="plain doctors">
${doctors.map((doctor) => doctorRow(site, doctor))}</ul>
</div>
<p><a href="${link('/doctors')}">${t.favourites.toDoctors}</a></p>
</div>`;
  return { title: t.favourites.title, body };
}
