/**
 * Puts values into a text's `{names}`; a name without a value stays as it is. A value that ends with a full stop, as Russian
 * dates do («2026 г.»), takes the place of the text's own.
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}(\.?)/g, (whole, name: string, stop: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return value.endsWith('.') ? value : value + stop;
  });
}
