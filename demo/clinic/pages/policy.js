import { html } from '../html.js';
import { operator, policyVersion } from '../operator.js';
import { policies } from '../policy/policies.js';
import { typesetAll } from '../typeset.js';

/** The marks that letters must bear; they stay Russian in every language, as the policy prescribes them. */
const subjects = {
  withdraw: 'Отзыв согласия на обработку персональных данных',
  correct: 'Актуализация персональных данных',
};

/**
 * The policy, with its version and operator.
 * @param {import('../frame.js').Site} site
 * @returns {import('../frame.js').Page}
 */
export function policy({ t, language }) {
  const p = typesetAll(policies[language], language);
  const date = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' });
  const body = html`<div class="wide document">
<h1>${t.policy}</h1>
<p class="lead">${p.lead}</p>
<dl class="facts">
<div><dt>${p.version}</dt><dd>${policyVersion}</dd></div>
<div><dt>${p.inForce}</dt><dd>${date.format(new Date(policyVersion))}</dd></div>
<div><dt>${p.operatorName}</dt><dd>${p.bin} ${operator.bin}<br>${p.address}<br><a href="mailto:${operator.email}">${operator.email}</a></dd></div>
</dl>
${p.sections.map(
  (section, i) => html`<section><h2>${i + 1}. ${section.title}</h2>
${section.text.map((text) => html`<p>${text}</p>`)}
${section.items.length > 0 && html`<ul class="ticks">${section.items.map((item) => html`<li>${item}</li>`)}</ul>`}
${section.after?.map((text) => html`<p>${text}</p>`)}</section>
`,
)}<section><h2>${p.sections.length + 1}. ${p.registry}</h2>
<div data-kelisim-declaration><div class="scroll" role="region" tabindex="0" aria-label="${p.registry}"><table><thead><tr>${p.registryHead.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${p.registryRows.map(
  ([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table></div></div></section>
<section><h2>${p.sections.length + 2}. ${p.rights}</h2>
<p>${p.rightsText}</p>
<ul class="plain letters">
<li><button type="button" class="linklike" data-kelisim-open="preferences">${t.privacy}</button></li>
<li><button type="button" class="linklike" data-kelisim-open="data">${p.yourData}</button></li>
<li>${letter(p.withdraw, subjects.withdraw)}</li>
<li>${letter(p.correct, subjects.correct)}</li>
</ul></section>
</div>`;
  return { title: t.policy, body };
}

/**
 * @param {string} label
 * @param {string} subject
 */
const letter = (label, subject) =>
  html`<a href="mailto:${operator.email}?subject=${encodeURIComponent(subject)}">${label}</a>`;
