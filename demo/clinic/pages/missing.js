import { html } from '../html.js';

/**
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function missing({ t, link }) {
  const body = html`<div class="wide narrow">
<h1>${t.missing.title}</h1>
<p class="lead">${t.missing.text}</p>
<p><a href="${link('/doctors')}">${t.nav.doctors}</a> · <a href="${link('/')}">${t.missing.home}</a></p>
</div>`;
  return { status: 404, title: t.missing.title, body };
}
