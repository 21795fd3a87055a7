import { Fragment } from 'preact';

/** A value as it came, on its own whichever way it is written; a path is broken after a slash rather than within a word. */
export function Breaking({ text }: { readonly text: string }) {
  const parts = text.split(/(?<=.\/)(?=[^/])/);
  return (
    <bdi>
      {parts.map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
