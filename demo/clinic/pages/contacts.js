import { phone } from '../frame.js';
import { html } from '../html.js';
import { operator } from '../operator.js';

/**
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function contacts({ t }) {
  const c = t.contacts;
  const body = html`<div class="wide">
<div class="head"><h1>${c.title}</h1><p>${c.lead}</p></div>
<div class="pair branches">
${
  /** @type {const} */ (['almaty', 'astana']).map((city) => {
    const branch = c.branches[city];
    return html`<section>
<img class="map" src="/img/map-${city}.svg" alt="${c.map(t.cities[city])}" width="640" height="320">
<h2>${t.cities[city]}</h2>
<dl class="facts">
<div><dt>${c.address}</dt><dd>${branch.name}, ${branch.address}<br><span class="quiet">${branch.way}</span></dd></div>
<div><dt>${c.phone}</dt><dd class="big">${phone(city)}</dd></div>
<div><dt>${c.hours}</dt><dd>${branch.hours}</dd></div>
</dl>
</section>
`;
  })
}</div>
<div class="pair">
<section><h2>${c.write}</h2><p><a href="mailto:${operator.letters}">${operator.letters}</a><br><a href="mailto:${operator.email}">${operator.email}</a></p></section>
<section><h2>${c.emergency}</h2><p>${c.emergencyText}</p></section>
</div>
</div>`;
  return { title: c.title, body };
}
