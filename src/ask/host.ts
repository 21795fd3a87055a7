import type { Config } from '../consent/config.ts';
import { element } from './element.ts';
import { style } from './style.ts';

/** Where an interface of ours lives: an open shadow root that the page's styles do not reach. */
export interface Host {
  readonly host: HTMLElement;
  /** Everything visible goes in here. */
  readonly inside: HTMLElement;
}

/** Makes a host with its own element name, its looks those of the banner and `more`. */
export type MakeHost = (tag: string, more?: string) => Host;

/** Custom properties of our looks; what is empty keeps its default. */
export type Tokens = Readonly<Record<string, string | undefined>>;

/**
 * Prepares the looks once: style sheet, theme and light or dark; a host is shown when they are there.
 *
 * `sheetUrl` is the same style sheet as a file, for browsers without `adoptedStyleSheets` (Safari before 16.4).
 * `readTheme` comes with a chunk; a dark accent alone does without it: white has 4.58:1 on `#5f5fff`, the lightest.
 */
export function createHosts({ theme }: Config, sheetUrl: string, readTheme: () => Promise<Tokens>): MakeHost {
  const { accent, surface, text, font, radius, position, scheme } = theme;
  const colours =
    surface || text || (accent && !/^#([0-5][\da-f]){2}[\da-f]{2}$/i.test(accent))
      ? readTheme().catch(() => undefined) // then it is ours alone
      : accent && { '--a': accent, '--o': '#fff' };
  return (tag, more = '') => {
    const host = document.createElement(tag);
    const root = host.attachShadow({ mode: 'open' });
    const inside = element('div', { class: 'k', 'data-theme': `${position} ${scheme}` });
    let sheetCame: Promise<unknown> | undefined;
    if (root.adoptedStyleSheets) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style + more);
      root.adoptedStyleSheets = [sheet];
    } else
      sheetCame = new Promise((onload) => root.append(element('link', { rel: 'stylesheet', href: sheetUrl, onload })));
    root.append(inside);
    inside.hidden = true;
    Promise.all([colours, sheetCame]).then(([tokens]) => {
      const all = { '--f': font, '--r': `clamp(0px,${radius ?? 12}px,24px)`, ...(tokens as Tokens) };
      for (const [name, value] of Object.entries(all)) if (value) inside.style.setProperty(name, value);
      inside.hidden = false;
    });
    return { host, inside };
  };
}
