import type { Column } from './stores/store.ts';

/**
 * Columns as CSV for a spreadsheet: a byte order mark, so that Cyrillic opens right; CRLF; and a quote before anything a
 * spreadsheet would run as a formula. Source: RFC 4180; https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(columns: readonly Column[]): string {
  const count = columns[0]?.values.length ?? 0;
  const lines = Array.from({ length: count }, (_, at) => columns.map(({ values }) => cellOf(values[at] ?? null)));
  return `\ufeff${[columns.map(({ name }) => name), ...lines].map((line) => `${line.join(',')}\r\n`).join('')}`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Behind spaces, and in its full-width form, a spreadsheet still takes it for a formula. One set to Russian parts cells at
  // `;` and does not see our quotes: there any part may begin a cell.
  const safe = value.replace(/(^|[;\t\r\n])(\s*)(?=[=+\-@|%＝＋－＠\t\r\n])/g, "$1'$2");
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
