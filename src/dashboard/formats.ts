import { type Day, dayOf, formatDay, weekdayOf } from '../wire/calendar.ts';
import type { Language } from '../wire/config.ts';
import { months, shortMonths, shortWeekdays } from '../words/analyst/kazakh.ts';
import { firstDayOf } from './points.ts';
import type { Range } from './ranges.ts';

/** How numbers, dates and durations are written in one language. */
export interface Formats {
  count(value: number): string;
  /** A share in [0, 1], to a whole percent. */
  share(value: number): string;
  /** A relative change, with its sign. */
  change(value: number): string;
  duration(seconds: number): string;
  /** A Web Vital's value with its unit: seconds, milliseconds or none. */
  vital(metric: string, value: number): string;
  /** The range in words. */
  range(range: Range): string;
  /** A step of the series, as the collector writes it; `short` for an axis. */
  at(at: string, short?: boolean): string;
  /** A weekday's short name; 1 is Monday. */
  weekday(weekday: number): string;
  /** An hour of the day, `09:00`. */
  hour(hour: number): string;
  /** The days of an ISO week, without the year. */
  week(week: string): string;
  /** An instant in the site's zone: the time, with its day where that is not `today`. */
  time(iso: string, zone: string, today: Day): string;
}

const units = {
  ru: { h: 'ч', min: 'мин', s: 'с', ms: 'мс' },
  kk: { h: 'сағ', min: 'мин', s: 'с', ms: 'мс' },
  en: { h: 'h', min: 'min', s: 's', ms: 'ms' },
} as const;

/** Kazakh groups digits and marks decimals as Russian does; browsers without Kazakh would write `1,234.5`. */
const numbersOf = { ru: 'ru', kk: 'ru', en: 'en' } as const;
const narrow = '\u202f';

export function createFormats(language: Language): Formats {
  const locale = numbersOf[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const decimals = (digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const unit = units[language];
  const dates = language === 'kk' ? kazakhDates : intlDates(language);
  const clock = (at: number, zone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      at,
    );

  return {
    count: (value) => whole.format(value),
    share: (value) => percent.format(value),
    // A hyphen is narrower than the plus it stands under.
    change: (value) => signed.format(value).replace('-', '−'),
    duration(seconds) {
      const all = Math.round(seconds);
      const [h, min, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
      const parts =
        h > 0
          ? [`${h} ${unit.h}`, `${min} ${unit.min}`]
          : min > 0
            ? [`${min} ${unit.min}`, `${s} ${unit.s}`]
            : [`${s} ${unit.s}`];
      return parts.map((part) => part.replace(' ', narrow)).join(' ');
    },
    vital(metric, value) {
      if (metric === 'CLS') return decimals(2).format(value);
      if (metric === 'INP' || value < 100) return `${whole.format(value)}${narrow}${unit.ms}`;
      return `${decimals(value < 9950 ? 2 : 1).format(value / 1000)}${narrow}${unit.s}`;
    },
    range: ({ from, to }) => dates.range(from, to),
    at(at, short = false) {
      const day = firstDayOf(at);
      if (at.length === 7) return dates.month(day, short);
      if (at.includes('W')) return short ? dates.short(day) : dates.range(day, day + 6);
      if (at.includes('T')) return at.slice(11);
      return short ? dates.short(day) : dates.weekday(day);
    },
    weekday: dates.dayName,
    hour: (hour) => `${String(hour).padStart(2, '0')}:00`,
    week(week) {
      const monday = firstDayOf(week);
      return `${dates.short(monday)} – ${dates.short(monday + 6)}`;
    },
    time(iso, zone, today) {
      const at = Date.parse(iso);
      const day = dayOf(at, zone);
      return day === today ? clock(at, zone) : `${dates.short(day)}, ${clock(at, zone)}`;
    },
  };
}

interface Dates {
  short(day: Day): string;
  weekday(day: Day): string;
  dayName(weekday: number): string;
  month(day: Day, short: boolean): string;
  range(from: Day, to: Day): string;
}

function intlDates(locale: 'ru' | 'en'): Dates {
  // British order, 22 Nov: the page's other two languages write dates that way too.
  const name = locale === 'en' ? 'en-GB' : locale;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(name, { timeZone: 'UTC', ...options });
  const short = format({ day: 'numeric', month: 'short' });
  const dayName = format({ weekday: 'short' });
  const weekday = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const month = format({ month: 'long', year: 'numeric' });
  const shortMonth = format({ month: 'short', year: '2-digit' });
  const long = format({ day: 'numeric', month: 'long', year: 'numeric' });
  return {
    short: (day) => short.format(instant(day)),
    weekday: (day) => weekday.format(instant(day)),
    // 1970-01-05, day 4, was a Monday.
    dayName: (number) => dayName.format(instant(number + 3)),
    month: (day, isShort) => (isShort ? shortMonth : month).format(instant(day)),
    range: (from, to) => (from === to ? long.format(instant(from)) : long.formatRange(instant(from), instant(to))),
  };
}

/** Kazakh dates by hand: `2026 ж. 22 қараша`. Source: CLDR 48, kk. */
const kazakhDates: Dates = {
  dayName: (number) => shortWeekdays[number - 1] ?? '',
  short: (day) => `${dayOfMonth(day)} ${shortMonths[monthIndex(day)] ?? ''}`,
  weekday: (day) =>
    `${shortWeekdays[weekdayOf(day) - 1] ?? ''}, ${dayOfMonth(day)} ${shortMonths[monthIndex(day)] ?? ''}`,
  month: (day, isShort) =>
    isShort
      ? `${shortMonths[monthIndex(day)] ?? ''} ${yearOf(day).slice(2)}`
      : `${yearOf(day)} ж. ${months[monthIndex(day)] ?? ''}`,
  range(from, to) {
    const one = `${dayOfMonth(from)} ${months[monthIndex(from)] ?? ''}`;
    const two = `${dayOfMonth(to)} ${months[monthIndex(to)] ?? ''}`;
    if (from === to) return `${yearOf(from)} ж. ${one}`;
    if (yearOf(from) !== yearOf(to)) return `${yearOf(from)} ж. ${one} – ${yearOf(to)} ж. ${two}`;
    return monthIndex(from) === monthIndex(to)
      ? `${yearOf(from)} ж. ${dayOfMonth(from)}–${two}`
      : `${yearOf(from)} ж. ${one} – ${two}`;
  },
};

const instant = (day: Day) => new Date(day * 86_400_000);
const yearOf = (day: Day) => formatDay(day).slice(0, 4);
const monthIndex = (day: Day) => Number(formatDay(day).slice(5, 7)) - 1;
const dayOfMonth = (day: Day) => Number(formatDay(day).slice(8));
