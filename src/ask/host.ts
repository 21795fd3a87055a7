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

/**
 * Prepares the looks once: style sheet, theme and light or dark.
 *
 * `sheetUrl` is the same style sheet as a file, for browsers without `adoptedStyleSheets` (Safari before 16.4).
 */
export function createHosts({ theme }: Config, sheetUrl: string): MakeHost {
  const { scheme, radius } = theme;
  const tokens = {
    '--a': theme.accent,
    '--o': theme.accent && readableOn(theme.accent),
    '--s': theme.surface,
    '--t': theme.text,
    '--f': theme.font,
    '--r': radius && `${radius}px`,
  };
  return (tag, more = '') => {
    const host = document.createElement(tag);
    const root = host.attachShadow({ mode: 'open' });
    const inside = element('div', { class: `k ${scheme ?? ''}` });
    if (root.adoptedStyleSheets) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style + more);
      root.adoptedStyleSheets = [sheet];
    } else root.append(element('link', { rel: 'stylesheet', href: sheetUrl }));
    root.append(inside);
    for (const [name, value] of Object.entries(tokens)) if (value) inside.style.setProperty(name, value);
    return { host, inside };
  };
}

/**
 * Black or white, whichever is readable on `#rrggbb` (one of them always has 4.5:1).
 *
 * The weights are those of relative luminance, made whole; 5e5 is 0.18 on their scale. Source: WCAG 2.2, 1.4.3.
 */
function readableOn(colour: string): string {
  const [r = 0, g = 0, b = 0] = (colour.match(/\w\w/g) ?? []).map((part) => parseInt(part, 16) ** 2.2);
  return r * 3 + g * 10 + b > 5e5 ? '#000' : '#fff';
}
