/**
 * Names a country in the visitor's language: `"US"` → `"США"`.
 *
 * `own` holds names that browsers do not know, like `"NL Нидерланд, TR Түркия"`: no Chromium speaks Kazakh. What it does
 * not hold is said as in Russian, which mostly is the Kazakh word too. The code itself where the browser knows no names.
 */
export function countryName(code: string, language: string, own: string): string {
  try {
    const [, named] = own.split(`${code} `);
    return named?.split(',')[0] ?? new Intl.DisplayNames([language, 'ru'], { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // an older browser, or no such code: the code is still true
  }
}
