type Row = Readonly<Record<string, unknown>>;

/**
 * Rows as CSV for a spreadsheet: a byte order mark, so that Cyrillic opens right; CRLF; and a quote before anything a
 * spreadsheet would run as a formula. A group of numbers becomes columns of its own: `scroll` → `scroll25` …
 * Source: RFC 4180; https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(rows: readonly Row[], columns: readonly string[]): string {
  const flat = rows.map(flatten);
  const used = columns.flatMap((column) =>
    rows.length === 0 || flat.some((row) => Object.hasOwn(row, column))
      ? [column]
      : [...new Set(flat.flatMap((row) => Object.keys(row)))].filter((name) => name.replace(/\d+$/, '') === column),
  );
  const lines = flat.map((row) => used.map((column) => cellOf(row[column])).join(','));
  return `\ufeff${[used.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`;
}

function flatten(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([inner, number]) => [`${name}${inner}`, number])
        : [[name, value]],
    ),
  );
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
