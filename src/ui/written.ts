import type { Config } from '../consent/config.ts';
import type { Language, Service } from '../wire/config.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import { countries } from '../words/kk.ts';
import { en } from '../words/written/en.ts';
import { kk } from '../words/written/kk.ts';
import { ru } from '../words/written/ru.ts';
import type { WrittenTexts } from '../words/written/texts.ts';
import type { Speaking } from './open.tsx';

/** What the offer needs of the core. */
export interface WrittenWorld {
  readonly config: Config;
  readonly speech: Speaking;
  /** The placeholder's host, which already says who would receive what. */
  readonly from: HTMLElement | undefined;
}

const texts: Record<Language, WrittenTexts> = { ru, kk, en };

/**
 * Adds to a shut service that needs consent in writing why it stays shut, and the form to print. No press here opens it.
 *
 * Source: policy §23, §24; Law 94-V, art. 16.
 */
export function offerForm({ config, speech, from }: WrittenWorld, id: string): void {
  const service = config.services.find((other) => other.id === id);
  const panel = from?.shadowRoot?.querySelector('.panel');
  if (!service || !panel) return;
  const words = texts[speech.language];
  const why = document.createElement('p');
  why.textContent = fill(words.why, { operator: config.operator.name ?? config.site });
  const row = document.createElement('div');
  row.className = 'row';
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.kelisimAction = 'print';
  button.textContent = words.open;
  button.onclick = () => {
    const opened = window.open('', '_blank');
    if (opened) writeForm(opened, words, speech.language, valuesOf(config, speech, service, words));
  };
  row.append(button);
  panel.append(why, row);
}

const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '________');

function valuesOf(config: Config, speech: Speaking, service: Service, words: WrittenTexts): Record<string, string> {
  const { operator, policy, purposes, site } = config;
  return {
    name: site,
    ...(operator as Record<string, string>),
    data: dataIn(service.data, speech.language),
    purpose: speech.name(service.purpose),
    recipient: service.name,
    country: countryName(service.country, speech.language, speech.language === 'kk' ? countries : ''),
    term: purposes.find(({ id }) => id === service.purpose)?.term ?? words.term,
    version: policy.version,
    url: new URL(policy.url, location.href).href,
    blank: '____________________________________',
  };
}

/** By nodes and a sheet of its own: the new window is under the same policy as the page. */
function writeForm(
  { document, print }: Window,
  words: WrittenTexts,
  language: string,
  values: Readonly<Record<string, string>>,
) {
  const make = (tag: string, text: string, ...inside: Node[]) => {
    const made = document.createElement(tag);
    made.append(text, ...inside);
    return made;
  };
  document.title = words.title;
  document.documentElement.lang = language;
  const list = make(
    'dl',
    '',
    ...words.items.flatMap(([label, text]) => [make('dt', label), make('dd', fill(text, values))]),
  );
  const button = make('button', words.print);
  button.onclick = () => print();
  const line = `${words.date}: ______________    ${words.signature}: ____________________________`;
  document.body.replaceChildren(make('main', '', make('h1', words.title), list, make('p', line), button));
  const Sheet = (document.defaultView as (Window & typeof globalThis) | null)?.CSSStyleSheet;
  if (!Sheet || !('adoptedStyleSheets' in document)) return; // plain, and just as printable
  const sheet = new Sheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}

const style = `
body{margin:0;font:16px/1.5 Georgia,serif;color:#111;background:#fff}
main{max-width:640px;margin:0 auto;padding:40px 24px}
h1{font-size:22px;line-height:1.3;text-align:center}
dt{margin-top:14px;font-weight:700}
dd{margin:0;overflow-wrap:anywhere}
p{margin:40px 0;white-space:pre-wrap}
button{min-height:44px;padding:8px 24px;font:inherit}
@media print{main{padding:0}button{display:none}}
`;
