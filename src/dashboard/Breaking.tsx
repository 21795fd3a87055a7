import { Fragment } from 'preact';

/** Letters that fit into the narrowest column; a longer text may be cut. */
const longest = 40;

/** What turns text around or isolates it: one that is never closed would reach beyond its `bdi` into our sentence. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const visible = /[^\p{C}\p{Z}]/u;

/**
 * A value as it came, on its own whichever way it is written; a path is broken after a slash rather than within a word. What
 * would turn the text around it is left out, and a value of nothing but invisible letters is shown by their numbers.
 */
export function Breaking({ text }: { readonly text: string }) {
  const shown = visible.test(text) ? text.replace(turning, '') : spelt(text);
  const parts = shown.split(/(?<=.\/)(?=[^/])/);
  return (
    <bdi title={shown.length > longest ? shown : undefined}>
      {parts.map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}

function spelt(text: string): string {
  return [...text]
    .map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}
