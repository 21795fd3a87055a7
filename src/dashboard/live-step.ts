/** The lower end of a step of present readers as text: 0 → "fewer than 10", 10 → "10–19", 20 → "20–49", 50 → "50–99" and so on. */
export function stepText(lower: number, count: (value: number) => string, fewer: (k: string) => string): string {
  if (lower === 0) return fewer('10');
  const next = String(lower).startsWith('2') ? lower * 2.5 : lower * 2;
  return lower >= 100_000 ? `${count(lower)}+` : `${count(lower)}–${count(next - 1)}`;
}
