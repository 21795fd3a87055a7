/** Browsers do not name months in Kazakh, and in a Kazakh text Russian ones would be foreign: numbers there. */
const styles = { dateStyle: 'long' } as const;
const numbers = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;

/** A day as the visitor reads it: `22 ноября 2026 г.`, `22.11.2026`, `22 November 2026`. `at` in milliseconds or a date. */
export function dayIn(at: number | string, language: string): string {
  // A date without a time is a day anywhere; an instant is a day where the visitor is.
  const zone = typeof at === 'string' ? { timeZone: 'UTC' } : {};
  const locale = language === 'en' ? 'en-GB' : 'ru';
  const form = language === 'kk' ? numbers : styles;
  return new Intl.DateTimeFormat(locale, { ...form, ...zone }).format(new Date(at));
}

/** Hours and minutes where the visitor is. */
export function timeIn(at: number): string {
  return new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' }).format(at);
}
