/** What may be written where a browser with Trusted Types wants a proof: the owner's own scripts, and our chunks. */
export interface Trust {
  createScript(text: string): string;
  createScriptURL(url: string): string;
}

/**
 * Creates our Trusted Types policy `kelisim`, once a page; null where the page's own policy refuses it.
 *
 * Source: https://w3c.github.io/trusted-types/dist/spec/
 */
export function createTrust(): Trust | null {
  const plain: Trust = { createScript: (text) => text, createScriptURL: (url) => url };
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: Trust): Trust } };
  try {
    return trustedTypes ? trustedTypes.createPolicy('kelisim', plain) : plain;
  } catch {
    return null; // refused by the page: templates still work, the rest stays shut and says why
  }
}
