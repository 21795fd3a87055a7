import { createServer } from 'node:http';
import { createConfig } from './config.js';
import { readPublic } from './files.js';
import { frame, localise } from './frame.js';
import { toText } from './html.js';
import { appointment } from './pages/appointment.js';
import { pageOf } from './routes.js';
import { languages, words } from './words/words.js';

/** A form of the clinic is a few hundred bytes. */
const maxBodyBytes = 16_384;

/**
 * What goes back: a status, a type, a body, more headers.
 * @typedef {{ status: number, type: string, body: string | Buffer, headers?: Record<string, string> }} Answer
 * @typedef {import('node:http').IncomingMessage} Request
 */

/**
 * The clinic's web server, not yet listening. It keeps nothing: a form is read, answered and forgotten.
 *
 * `collector` and `video` are origins. `now` decides which doctors are in today. `changeConfig` may change what the
 * page's configuration says, so that a test can publish a newer policy.
 * @param {{ collector: string, video: string, now?: () => Date, changeConfig?: (config: any) => unknown }} options
 */
export function createClinic({ collector, video, now = () => new Date(), changeConfig = (config) => config }) {
  const files = readPublic();
  const headers = { ...securityHeaders(collector, video), 'Cache-Control': 'no-cache' };

  /** @type {(request: Request) => Promise<Answer>} */
  async function answer(request) {
    const url = new URL(`http://clinic${request.url}`);
    const language = languages.find((code) => code !== 'ru' && isUnder(url.pathname, `/${code}`)) ?? 'ru';
    const path = language === 'ru' ? url.pathname : url.pathname.slice(language.length + 1);
    const site = {
      language,
      t: words[language],
      path,
      query: url.searchParams,
      now: now(),
      collector,
      video,
      link: (/** @type {string} */ to) => localise(language, to),
    };

    if (request.method === 'POST' && path === '/appointment') return book(site, request);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return { status: 405, type: 'text/plain', body: 'Only pages here', headers: { Allow: 'GET, HEAD' } };

    const file = files.get(url.pathname);
    if (file && file.tag === request.headers['if-none-match'])
      return { status: 304, type: file.type, body: '', headers: { ETag: file.tag } };
    if (file) return { status: 200, type: file.type, body: file.bytes, headers: { ETag: file.tag } };

    if (path === '/kelisim.json') {
      const config = changeConfig(await createConfig(language, video));
      return { status: 200, type: 'application/json', body: JSON.stringify(config) };
    }
    if (path === '') return redirect(site.link('/') + url.search);
    if (path !== '/' && path.endsWith('/')) return redirect(site.link(path.replace(/\/+$/, '')) + url.search);
    return asAnswer(site, pageOf(site));
  }

  return createServer((request, response) => {
    answer(request)
      .catch((error) => {
        console.error(`clinic: ${request.method} failed: ${error}`);
        return { status: 400, type: 'text/plain', body: 'This request cannot be answered' };
      })
      .then((/** @type {Answer} */ { status, type, body, headers: more }) => {
        response.writeHead(status, { ...headers, 'Content-Type': `${type}; charset=utf-8`, ...more });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
  });
}

/**
 * A posted appointment: thanks where it bears the receipt of an agreement, else the form again and why.
 * @param {import('./frame.js').Site} site
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function book(site, request) {
  const typed = await readForm(request);
  if (typed === null) return { status: 413, type: 'text/plain', body: 'This form is too long' };
  if (typed['kelisim-receipt']) return redirect(site.link('/thanks'));
  return asAnswer(site, appointment(site, typed));
}

/**
 * @param {import('./frame.js').Site} site
 * @param {import('./frame.js').Page} page
 * @returns {Answer}
 */
const asAnswer = (site, page) => ({ status: page.status ?? 200, type: 'text/html', body: toText(frame(site, page)) });

/**
 * @param {string} to
 * @returns {Answer}
 */
const redirect = (to) => ({ status: 303, type: 'text/plain', body: '', headers: { Location: to } });

/**
 * @param {string} path
 * @param {string} folder
 */
const isUnder = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/**
 * What the clinic allows its own pages: scripts of its own and Kelisim's, frames of the video service, nothing inline.
 * Kelisim has to work under such a policy.
 * @param {string} collector
 * @param {string} video
 */
const securityHeaders = (collector, video) => ({
  'Content-Security-Policy': [
    "default-src 'self'",
    `script-src 'self' ${collector}`,
    "style-src 'self'",
    `connect-src 'self' ${collector}`,
    `frame-src ${video}`,
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Permissions-Policy': `camera=(self "${video}"), microphone=(self "${video}"), geolocation=()`,
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
});

/**
 * The fields of a posted form; null where it is longer than a form of ours can be.
 * @param {Request} request
 */
async function readForm(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes) return null;
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}
