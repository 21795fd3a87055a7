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
  const { DateTimeFormat } = Intl;
  const calendars: Record<string, Intl.DateTimeFormat> = {};
  Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
    apply(_target, _this, asked: Parameters<typeof DateTimeFormat>) {
      const key = JSON.stringify(asked);
      calendars[key] ??= DateTimeFormat(...asked);
      return calendars[key];
    },
  });
  return () => {
    Intl.DateTimeFormat = DateTimeFormat;
  };
}
