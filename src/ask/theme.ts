import type { Theme } from '../wire/config.ts';
import type { Tokens } from './host.ts';

type Colour = 'accent' | 'surface' | 'text';

/**
 * Reads the owner's colours, in whatever notation, into tokens that everybody can read.
 *
 * One that is no colour or lets others shine through is left out, a text without 4.5:1 on its surface is made black or
 * white, and the console says so. The words on a button are always black or white, whichever is readable on the accent.
 * Source: WCAG 2.2, 1.4.3.
 */
export function readTheme(theme: Theme): Tokens {
  const clamp = (name: Colour) => {
    console.warn(`kelisim: theme.${name} is clamped:`, theme[name]);
    return '';
  };
  const read = (name: Colour) => {
    const rgb = resolve(`${theme[name] ?? ''}`);
    return rgb.startsWith('rgb(') ? rgb : theme[name] === undefined ? '' : clamp(name);
  };
  const [accent, surface, text] = [read('accent'), read('surface'), read('text')];
  const readable = text && surface && contrast(text, surface) < 4.5 ? clamp('text') : text;
  const words = readable || (surface && readableOn(surface));
  return {
    '--a': accent,
    '--o': accent && readableOn(accent),
    '--s': surface || (readable && readableOn(readable)),
    '--t': words,
    '--m': words,
  };
}

/** Says in the console which of the tokens that are no colours the looks do not take as they are. */
export function tellClamped(theme: Theme): void {
  const { radius = 0, font = 'serif', position = 'bottom', scheme = 'auto' } = theme;
  const fits = {
    radius: radius >= 0 && radius <= 24,
    font: CSS.supports('font-family', font),
    position: /^(bottom|top|corner)$/.test(position),
    scheme: /^(auto|light|dark)$/.test(scheme),
  };
  for (const [name, fine] of Object.entries(fits))
    if (!fine) console.warn(`kelisim: theme.${name} is clamped:`, theme[name as keyof Theme]);
}

/** How the browser understands `colour`; empty where it does not. */
function resolve(colour: string): string {
  const probe = document.createElement('i');
  probe.style.setProperty('color', colour, 'important');
  document.documentElement.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return probe.style.color && color;
}

/** Relative luminance of `rgb(…)`, from 0 to 1; its straight part near black is left out. */
function luminance(rgb: string): number {
  const [r = 0, g = 0, b = 0] = (rgb.match(/[\d.]+/g) ?? []).map((part) => ((+part / 255 + 0.055) / 1.055) ** 2.4);
  return r * 0.2126 + g * 0.7152 + b * 0.0722;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

/** Black or white; one of them always has 4.5:1. */
function readableOn(rgb: string): string {
  return contrast('0 0 0', rgb) >= 4.5 ? '#000' : '#fff';
}
