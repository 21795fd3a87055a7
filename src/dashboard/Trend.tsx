import { useDesk } from './desk.ts';

interface TrendProps {
  /** One value a step; null: not released, or not known. */
  readonly values: readonly (number | null)[];
  /** A value above which it is no longer good: drawn as a quiet line. */
  readonly limit: number;
  /** A value as text. */
  write(value: number): string;
}

const [width, height, edge] = [200, 40, 4];

/**
 * The course of one figure as a small line; a gap where nothing is known. Its figures stand in a table of their own: to a
 * screen reader it is the first and the last of them.
 */
export function Trend({ values, limit, write }: TrendProps) {
  const { say } = useDesk();
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length < 2)
    return <span class="note">{say('vitals.none')}</span>;
  const top = Math.max(limit * 1.25, ...known);
  const x = (at: number) => edge + (at / Math.max(1, values.length - 1)) * (width - 2 * edge);
  const y = (value: number) => height - edge - (value / top) * (height - 2 * edge);
  const points = values.map((value, at) => (value === null ? null : `${x(at).toFixed(1)} ${y(value).toFixed(1)}`));
  const path = points.map((point, at) => point && `${points[at - 1] ? 'L' : 'M'}${point}`).join('');
  const end = points.filter((point) => point !== null).at(-1);
  return (
    <svg
      class="trend"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${write(first)} → ${write(last)}`}
    >
      <path class="limit" d={`M0 ${y(limit).toFixed(1)}H${width}`} />
      <path class="line" d={path} />
      {/* A line without length has round ends: a dot that stays round however the picture is stretched. */}
      <path class="end" d={`M${end}h0`} />
    </svg>
  );
}
