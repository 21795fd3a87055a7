/** The same numbers at every run. */
export function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A calendar is made anew at each question, and that is most of a simulated life: here each zone has one. */
export function keepCalendars() {
  const { toLocaleDateString } = Date.prototype;
  const calendars: Record<string, Intl.DateTimeFormat> = {};
  Date.prototype.toLocaleDateString = function (locale?: Intl.LocalesArgument, asked: Intl.DateTimeFormatOptions = {}) {
    const zone = `${asked.timeZone}`;
    calendars[zone] ??= new Intl.DateTimeFormat(locale, asked);
    return calendars[zone].format(this);
  };
  return () => {
    Date.prototype.toLocaleDateString = toLocaleDateString;
  };
}
