import { isUtf8 } from 'node:buffer';
import { Refusal } from './problems.ts';

/** A stranger's body: its text, and what it says. */
export interface Json {
  readonly text: string;
  readonly value: unknown;
}

/** Deeper than any schema here goes (a batch has 4 levels). */
const maxDepth = 16;
const byteOrderMark = '\ufeff';

/**
 * Reads a stranger's body: strict UTF-8, JSON. Throws a `Refusal` that says what is wrong.
 *
 * How deep it goes is asked by `isDeep` where the shape did not fit: no schema here lets more than four levels through, and
 * V8 parses any depth without a stack of its own (https://v8.dev/blog/v8-release-76). Lone surrogates are caught by
 * `findLoneSurrogate` once the shape is known, so that the path can be named.
 */
export function readJson(body: unknown): Json {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw new Refusal('bad-json', { detail: 'The body is empty.' });
  if (!isUtf8(body)) throw new Refusal('bad-encoding', { detail: 'The body is not UTF-8.' });
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  const text = bytes.startsWith(byteOrderMark) ? bytes.slice(1) : bytes;
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    throw isDeep(text) ? new Refusal('bad-shape', tooDeep) : new Refusal('bad-json', { path: '' });
  }
}

/** What is said of a body that goes deeper than anything here. */
export const tooDeep = { path: '', detail: 'The body is nested too deeply.' } as const;

/** JSON pointer to the first text (or key) that holds half a UTF-16 pair; null where there is none. */
export function findLoneSurrogate({ text, value }: Json): string | null {
  // UTF-8 has no halves: only an escape can bring one, and nearly no body has any.
  return text.includes('\\u') ? pathToHalf(value, '') : null;
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

/** Whether brackets outside strings go deeper than 16 levels. */
export function isDeep(text: string): boolean {
  let depth = 0;
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
      if (depth > maxDepth) return true;
    } else if ((letter | 32) === closing) depth--;
  }
  return false;
}
