/** What the browser itself asks. */
export interface Signals {
  /** GPC or DNT is on. Source: https://w3c.github.io/gpc/ */
  readonly refuses?: boolean;
  /** Cookies are off: nothing can be remembered, so nothing is asked and all is refused. */
  readonly cookiesOff?: boolean;
}

/** Reads the browser's own signals; never throws. */
export function readSignals(navigator: Navigator): Signals {
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: unknown };
  return {
    refuses: globalPrivacyControl === true || navigator.doNotTrack === '1',
    cookiesOff: navigator.cookieEnabled === false,
  };
}
