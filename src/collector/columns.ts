import { dimensions, type ReportName, reportRows } from '../wire/report.ts';
import type { Column } from './stores/store.ts';

type Row = Readonly<Record<string, unknown>>;
type Schema = Readonly<{ type?: string; anyOf?: readonly Schema[]; properties?: Readonly<Record<string, Schema>> }>;

/**
 * A report's rows as columns, for every form of file: in the order of its schema, a group of numbers as columns of its own
 * (`scroll` → `scroll25` …), a dimension only where it was asked for, a value that is not there as null.
 */
export function columnsOf(report: ReportName, rows: readonly Row[], by: readonly string[] = []): readonly Column[] {
  const asked = new Set<string>(by);
  const schemas: Readonly<Record<string, Schema>> = reportRows[report].properties;
  const required = new Set<string>((reportRows[report] as { readonly required?: readonly string[] }).required);
  const isThere = (name: string) =>
    required.has(name) ||
    asked.has(name) ||
    (rows.length === 0 ? !onDemand.has(name) : rows.some((row) => Object.hasOwn(row, name)));
  return Object.entries(schemas).flatMap(([name, schema]): readonly Column[] => {
    if (!isThere(name)) return [];
    const type = typeIn(schema);
    if (schema.properties === undefined) return [{ name, type, values: rows.map((row) => plain(row[name])) }];
    return Object.entries(schema.properties).map(([inner, innerSchema]) => ({
      name: `${name}${inner}`,
      type: typeIn(innerSchema),
      values: rows.map((row) => plain((row[name] as Row | undefined)?.[inner])),
    }));
  });
}

/** Columns that stand in a file only where they were asked for. */
const onDemand: ReadonlySet<string> = new Set([...dimensions, 'path', 'at']);

/** The type of a schema, or of the first that is not null of those it joins. */
function typeIn({ type, anyOf }: Schema): Column['type'] {
  const plain = type ?? anyOf?.find((one) => one.type !== 'null')?.type;
  return plain === 'integer' || plain === 'number' ? plain : 'text';
}

function plain(value: unknown): string | number | null {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
