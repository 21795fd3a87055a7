import { Refusal } from './problems.ts';

/** Deeper than any schema here goes (a batch has 4 levels). */
const maxDepth = 16;

/**
 * Reads a stranger's body: strict UTF-8, JSON, at most 16 levels deep. Throws a `Refusal` that says what is wrong.
 *
 * Lone surrogates are caught by `findLoneSurrogate` once the shape is known, so that the path can be named.
 */
export function readJson(body: unknown): unknown {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw new Refusal('bad-json', { detail: 'The body is empty.' });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal('bad-encoding', { detail: 'The body is not UTF-8.' });
  }
  if (depthOf(text) > maxDepth) throw new Refusal('bad-shape', { path: '', detail: 'The body is nested too deeply.' });
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('bad-json', { path: '' });
  }
}

/** JSON pointer to the first text (or key) that holds half a UTF-16 pair; null where there is none. */
export function findLoneSurrogate(value: unknown, path = ''): string | null {
  // Nearly always there is none, and then no path is needed.
  return isWhole(value) ? null : pathToHalf(value, path);
}

function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return !/[\ud800-\udfff]/.test(value) || !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWhole);
  for (const key in value) if (!isWhole(key) || !isWhole((value as Record<string, unknown>)[key])) return false;
  return true;
}

function pathToHalf(value: unknown, path: string): string | null {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (/\p{Surrogate}/u.test(key)) return path;
    const found = pathToHalf(inner, `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

const [backslash, quote, opening, closing] = [92, 34, 123, 125];

/** Levels of brackets outside strings; counted before parsing, so that no parser meets the depth. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (quoted) {
      if (letter === backslash) at++;
      else if (letter === quote) quoted = false;
    } else if (letter === quote) quoted = true;
    // Square and curly brackets differ by one bit.
    else if ((letter | 32) === opening) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if ((letter | 32) === closing) depth--;
  }
  return deepest;
}
