/**
 * Rows as CSV for a spreadsheet: a byte order mark, so that Cyrillic opens right; CRLF; and a quote before anything a
 * spreadsheet would run as a formula. Source: RFC 4180; https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const used = columns.filter((column) => rows.length === 0 || rows.some((row) => column in row));
  const lines = rows.map((row) => used.map((column) => cellOf(row[column])).join(','));
  return `\ufeff${[used.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
