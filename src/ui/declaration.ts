import { watch } from '../consent/gates/watch.ts';
import type { Service } from '../wire/config.ts';
import { telemetryPurposes } from '../wire/purposes.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import type { MoreTexts } from '../words/texts.ts';
import type { ToldTexts } from '../words/told/texts.ts';
import { createNames } from './names.ts';
import { whoIn } from './operator.ts';
import type { RestWorld } from './rest.ts';
import type { Say } from './tell.ts';

type Cell = readonly string[];

/**
 * Fills every `data-kelisim-declaration` on the page, those that come later too, in the visitor's language: purposes with
 * recipients and terms, all that lies in the browser, what is not collected and why, and who answers for it.
 *
 * In the page's own DOM, so that it looks like the page, prints with it and is found by its search. Source: policy §5, §12.
 */
export async function attendDeclarations(world: RestWorld): Promise<void> {
  const { load, speech } = world;
  const drawn = new Map<HTMLElement, object>();
  let texts = await loadTexts();

  async function loadTexts() {
    const [{ more }, { told }] = await Promise.all([load(speech.language), load(`told${speech.language}`)]);
    return { ...more, ...told };
  }
  const draw = (place: HTMLElement) => {
    if (drawn.get(place) === texts) return;
    drawn.set(place, texts);
    place.lang = speech.language;
    place.style.minWidth = '0'; // in a grid of the owner's the tables scroll, not the page
    place.replaceChildren(...contentOf(world, texts));
  };
  watch('[data-kelisim-declaration]', draw);
  // The speech tells nobody of a change; this stands in its way.
  const { speak } = speech;
  speech.speak = (language) => {
    speak(language);
    loadTexts().then((next) => {
      texts = next;
      for (const place of drawn.keys()) draw(place);
    });
  };
}

function contentOf(world: RestWorld, texts: MoreTexts & ToldTexts): Node[] {
  const { config, consent, speech } = world;
  const { operator, services, policy } = config;
  const say: Say = (key, values = {}) => speech.say(key, values, texts);
  const nameOf = createNames(config, speech, say);
  const home = operator.country ?? 'KZ';

  const named = (service: Service) => {
    const country = countryOf(service.country);
    const how = service.writtenForm ? 'declared.written' : service.country !== home ? 'declared.transfer' : null;
    return `${service.name}, ${country}${how ? ` (${say(how)})` : ''}`;
  };
  const own = (purpose: string) =>
    (telemetryPurposes as readonly string[]).includes(purpose) ? say('declared.own') : say('declared.browser');
  const about = (id: string) => {
    const key = `purpose.${id}` as keyof MoreTexts;
    const text = say(key);
    return text === key ? [] : [text];
  };
  const purposes = config.purposes.filter(({ id }) => id !== 'crossborder' && id !== 'necessary');
  const rows = [
    [[say('necessary')], [say('declared.browser')], about('necessary'), [days()]],
    ...purposes.map(({ id, term }): Cell[] => {
      const served = services.filter((service) => service.purpose === id);
      return [
        [nameOf(id)],
        served.length ? served.map(named) : [own(id)],
        [...about(id), ...served.map((service) => `${service.name}: ${dataIn(service.data, speech.language)}`)],
        [term ?? say(served.some(({ origins }) => origins) ? 'declared.byService' : 'declared.untilWithdrawn')],
      ];
    }),
  ];
  const measures = config.collector && telemetryPurposes.some((purpose) => consent.answerable.includes(purpose));
  const stored: Cell[][] = [
    [['kelisim'], ['cookie'], [say('declared.cookie')], [days()]],
    [['kelisim'], ['IndexedDB'], [say('declared.receipts')], [say('declared.untilWithdrawn')]],
    ...(measures ? [[['kelisim'], ['IndexedDB'], [say('declared.log')], [say('declared.untilWithdrawn')]]] : []),
    ...services.flatMap((service) => {
      const entry = (name: string, where: string): Cell[] => [
        [name],
        [where],
        [`${service.name}: ${nameOf(service.purpose)}`],
        [say('declared.untilWithdrawn')],
      ];
      const nameIn = (match: { name?: string; prefix?: string }) => match.name ?? `${match.prefix}…`;
      return [
        ...(service.cookies ?? []).map((match) => entry(nameIn(match), 'cookie')),
        ...(service.storage ?? []).map((match) => entry(nameIn(match as { name?: string }), places[match.in])),
      ];
    }),
  ];
  return [
    heading('declared.purposes'),
    table('declared.purposes', ['declared.purpose', 'declared.recipient', 'declared.data', 'declared.term'], rows),
    heading('declared.storage'),
    table('declared.storage', ['declared.record', 'declared.kind', 'declared.use', 'declared.term'], stored),
    heading('declared.not'),
    make('p', say('declared.notLead')),
    table(
      'declared.not',
      ['declared.data', 'declared.why'],
      texts['declared.notItems'].map(([what, why]) => [[what], [why]]),
    ),
    heading('declared.where'),
    make('p', `${say('declared.operator')}: ${whoIn(config, say).join(' · ')}`),
    make(
      'p',
      `${say('declared.kept', { country: countryOf(home) })} ${say('declared.version', { version: policy.version })}`,
    ),
  ];

  function days() {
    return say('declared.days', { days: String(config.reaskDays) });
  }
  function countryOf(code: string) {
    return countryName(code, speech.language, say('countries'));
  }
  function heading(key: Heading) {
    return make('h3', say(key));
  }
  /** Scrolls by itself where the window is too narrow, also by keyboard. */
  function table(caption: Heading, heads: readonly Heading[], body: readonly (readonly Cell[])[]) {
    const head = make('tr', ...heads.map((key) => cell('th', [say(key)], 'col')));
    const lines = body.map(([first = [], ...others]) =>
      make('tr', cell('th', first, 'row'), ...others.map((lines) => cell('td', lines))),
    );
    const table = make('table', make('thead', head), make('tbody', ...lines));
    table.style.minWidth = `${heads.length * 12}em`; // narrower, a row is taller than a phone
    const region = make('div', table);
    region.className = 'kelisim-scroll';
    region.style.overflowX = 'auto';
    region.tabIndex = 0;
    region.setAttribute('role', 'region');
    region.setAttribute('aria-label', say(caption));
    return region;
  }
}

type Heading = Extract<Exclude<keyof ToldTexts, 'declared.notItems'>, `declared.${string}`>;

const places = { local: 'localStorage', session: 'sessionStorage', indexedDB: 'IndexedDB', cache: 'Cache Storage' };

function cell(tag: 'th' | 'td', lines: Cell, scope?: 'col' | 'row') {
  const made = lines.length > 1 ? make(tag, ...lines.map((line) => make('div', line))) : make(tag, ...lines);
  if (scope) made.setAttribute('scope', scope);
  return made;
}

function make(tag: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
}
