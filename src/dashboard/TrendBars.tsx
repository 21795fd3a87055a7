interface TrendBarsProps {
  /** One pair a step. */
  readonly values: readonly (readonly [up: number, down: number])[];
  /** The largest of all rows, so that they can be compared. */
  readonly top: number;
  /** The whole picture as one sentence. */
  readonly label: string;
}

const [width, height] = [200, 40];

/** Two counts in each step: one as a bar upwards, one downwards. Their figures stand in a table of their own. */
export function TrendBars({ values, top, label }: TrendBarsProps) {
  const most = Math.max(1, top);
  const lowest = Math.max(0, ...values.map(([, down]) => down));
  // The line lies where both directions have the same scale.
  const base = height - (lowest / (most + lowest)) * height;
  const scale = (height - 2) / (most + lowest);
  const each = width / Math.max(1, values.length);
  const bar = (at: number, from: number, to: number) =>
    `M${(at * each + each * 0.15).toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}h${(each * 0.7).toFixed(1)}V${from.toFixed(1)}z`;
  const path = (pick: 0 | 1) =>
    values
      .map((pair, at) => (pair[pick] > 0 ? bar(at, base, base + (pick === 0 ? -1 : 1) * pair[pick] * scale) : ''))
      .join('');
  return (
    <svg class="trend" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path class="up" d={path(0)} />
      <path class="down" d={path(1)} />
      <path class="base" d={`M0 ${base.toFixed(1)}H${width}`} />
    </svg>
  );
}
