/** SHA-256 of the UTF-8 bytes of `text`, hex; empty where the page is no secure context and the browser cannot hash. */
export async function sha256(text: string): Promise<string> {
  if (!crypto.subtle) return '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Words as a receipt hashes and keeps them: one line, each run of white space one space, NFC.
 *
 * How a browser breaks lines, and which one it is, must not change what was said.
 */
export const asSaid = (words: string): string => words.normalize('NFC').replace(/\s+/g, ' ').trim();
