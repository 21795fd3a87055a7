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
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (/\p{Surrogate}/u.test(key)) return path;
    const found = findLoneSurrogate(inner, `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Levels of brackets outside strings; counted before parsing, so that no parser meets the depth. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === '\\') at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth--;
  }
  return deepest;
}
