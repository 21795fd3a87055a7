/** The clinic's zone, one for both cities. */
const zone = 'Asia/Almaty';

/**
 * The day in the clinic's zone: its weekday, 0 is Sunday, and its name in `language`.
 * @param {Date} now
 * @param {import('./doctors/doctors.js').Language} language
 */
export function today(now, language) {
  const short = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: zone }).format(now);
  const label = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: zone,
  });
  return { weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(short), label: label.format(now) };
}

/**
 * The date in the clinic's zone as a date field writes it, `2026-11-22`.
 * @param {Date} now
 */
export const isoDay = (now) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now);
