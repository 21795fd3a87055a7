import type { OwnersConfig } from '../../wire/config.ts';
import { advice, type Finding } from './finding.ts';

/** The surface that the widget has where none is given. */
const white = [255, 255, 255] as const;

/** Colours that the widget would clamp, since nobody could read them. Source: WCAG 2.2, 1.4.3 and 1.4.11. */
export function findInTheme({ theme = {} }: OwnersConfig): readonly Finding[] {
  const found: Finding[] = [];
  const [accent, surface, text] = (['accent', 'surface', 'text'] as const).map((name) => {
    const colour = readColour(theme[name]);
    if (theme[name] !== undefined && colour === null)
      found.push(
        advice(`/theme/${name}`, `"${theme[name]}" is no plain colour and would be left out: give one like "#0b6b61"`),
      );
    return colour ?? null;
  });
  if (text && surface && contrast(text, surface) < 4.5)
    found.push(
      advice(
        '/theme/text',
        `is hard to read on the surface (${say(contrast(text, surface))}:1) and would be clamped: 4.5:1 is needed`,
      ),
    );
  if (accent && contrast(accent, surface ?? white) < 3)
    found.push(
      advice(
        '/theme/accent',
        `hardly shows where the buttons are (${say(contrast(accent, surface ?? white))}:1 to the surface): 3:1 is needed`,
      ),
    );
  return found;
}

type Rgb = readonly [number, number, number];

/** `#rgb`, `#rrggbb`, `rgb(…)` without transparency; undefined for another notation, null for what lets others through. */
function readColour(text: string | undefined): Rgb | null | undefined {
  if (text === undefined) return undefined;
  const [, hex = ''] = /^#([\da-f]{3,8})$/i.exec(text.trim()) ?? [];
  if (hex.length === 3 || hex.length === 6) {
    const parts = hex.match(hex.length === 3 ? /./g : /../g) ?? [];
    const [r = 0, g = 0, b = 0] = parts.map((part) => parseInt(part.padStart(2, part), 16));
    return [r, g, b];
  }
  const [, r, g, b] = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/i.exec(text.trim()) ?? [];
  if (b !== undefined) return [Number(r), Number(g), Number(b)];
  // A name like "teal", or a newer notation: the browser reads it, this list of notations does not.
  return /^([a-z]+|(hsl|lab|lch|oklab|oklch|color)\([^/]*\))$/i.test(text.trim()) && !/transparent/i.test(text)
    ? undefined
    : null;
}

/** Relative luminance, from 0 to 1. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return r * 0.2126 + g * 0.7152 + b * 0.0722;
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

const say = (ratio: number) => (Math.floor(ratio * 10) / 10).toFixed(1);
