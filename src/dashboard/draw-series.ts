import {
  areaY,
  axisX,
  axisY,
  dot,
  gridY,
  lineY,
  type Markish,
  plot,
  pointerX,
  ruleX,
  text,
  tip,
} from '@observablehq/plot';
import type { Point } from './points.ts';

/**
 * Plot writes one `<style>` into every chart; with this fixed class its text never changes, so one hash in the policy
 * allows it (src/dashboard/csp.json). A new version of Plot needs a new hash: the test under that policy says so.
 */
const className = 'plot';

export interface Drawing {
  readonly points: readonly Point[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** The least the vertical axis reaches to. */
  readonly least: number;
  count(value: number): string;
  /** A point's place in words; `short` for the axis. */
  at(at: string, short: boolean): string;
  readonly words: { readonly now: string; readonly previous: string; readonly running: string };
}

/** Draws the series: this period as a line over its area, the previous one as a quiet line, both named at their ends. */
export function drawSeries({
  points,
  widthPx,
  heightPx,
  least,
  count,
  at,
  words,
}: Drawing): SVGSVGElement | HTMLElement {
  const places = points.map((point, x) => ({ ...point, x }));
  const now = places.filter((point) => point.now !== null);
  const finished = now.filter((point) => !point.running);
  const before = places.filter((point) => point.before !== null);
  const isWide = widthPx >= 620;
  const [end, endBefore] = [now.at(-1), before.at(-1)];
  const top = Math.max(least, ...now.map((point) => point.now ?? 0), ...before.map((point) => point.before ?? 0));
  const marginRight = isWide ? 132 : 12;
  const marginLeft = 12 + 7 * count(top).length;
  const every = Math.max(
    1,
    Math.ceil(points.length / Math.max(2, Math.floor((widthPx - marginLeft) / (isWide ? 92 : 76)))),
  );
  const ticks = places.filter(({ x }) => x % every === 0).map(({ x }) => x);
  const space = heightPx - 44;
  // Two labels at the same height would cover each other.
  const apart = end && endBefore ? (((endBefore.before ?? 0) - (end.now ?? 0)) / top) * space : 99;
  const shift = Math.abs(apart) < 18 ? (18 - Math.abs(apart)) / 2 : 0;
  const up = apart >= 0 ? -1 : 1;

  // Counts of people go in steps of k: a line between two of them would stand for nothing.
  const lines = top <= 4 * least ? Array.from({ length: Math.ceil(top / least) + 1 }, (_, at) => at * least) : 4;

  const marks: Markish[] = [
    gridY({ ticks: lines, stroke: 'var(--line)', strokeOpacity: 1 }),
    axisY({ ticks: lines, tickFormat: count, tickSize: 0, label: null, fill: 'var(--quiet)', fontSize: 12 }),
    axisX({
      ticks,
      tickFormat: (x: number) => at(points[x]?.at ?? '', true),
      tickSize: 0,
      tickPadding: 10,
      label: null,
      fill: 'var(--quiet)',
      fontSize: 12,
    }),
    areaY(now, { x: 'x', y: 'now', fill: 'var(--accent)', fillOpacity: 0.09 }),
    lineY(before, { x: 'x', y: 'before', stroke: 'var(--quiet)', strokeWidth: 1.5, strokeDasharray: '3 4' }),
    lineY(finished, { x: 'x', y: 'now', stroke: 'var(--accent)', strokeWidth: 2.25, strokeLinejoin: 'round' }),
    // A day that is still growing is no fall: the way to it is only sketched.
    lineY(end?.running ? now.slice(-2) : [], {
      x: 'x',
      y: 'now',
      stroke: 'var(--accent)',
      strokeWidth: 2,
      strokeDasharray: '2 4',
    }),
    dot(
      now.filter(({ running }) => running || now.length <= 14),
      {
        x: 'x',
        y: 'now',
        r: 4,
        strokeWidth: 2,
        stroke: 'var(--accent)',
        fill: ({ running }: Point) => (running ? 'var(--paper)' : 'var(--accent)'),
      },
    ),
    ruleX(places, pointerX({ x: 'x', stroke: 'var(--quiet)' })),
    tip(
      places,
      pointerX({
        x: 'x',
        y: ({ now, before }: Point) => now ?? before ?? 0,
        title: (point: Point) => describe(point),
        fill: 'var(--paper)',
        stroke: 'var(--line)',
        fontSize: 13,
        lineHeight: 1.35,
      }),
    ),
  ];
  const describe = (point: Point) => {
    const lines = [`${at(point.at, false)}: ${point.now === null ? '–' : count(point.now)}`];
    if (point.running) lines.push(words.running);
    if (point.before !== null && point.beforeAt !== null)
      lines.push(`${at(point.beforeAt, false)}: ${count(point.before)}`);
    return lines.join('\n');
  };
  if (isWide && end)
    marks.push(
      text([end], {
        x: 'x',
        y: 'now',
        text: () => words.now,
        dx: 12,
        dy: -up * shift,
        textAnchor: 'start',
        fill: 'var(--accent)',
        fontSize: 13,
        fontWeight: 600,
      }),
    );
  if (isWide && endBefore)
    marks.push(
      text([endBefore], {
        x: 'x',
        y: 'before',
        text: () => words.previous,
        dx: 12,
        dy: up * shift,
        textAnchor: 'start',
        fill: 'var(--quiet)',
        fontSize: 13,
      }),
    );

  return plot({
    className,
    width: widthPx,
    height: heightPx,
    marginLeft,
    marginRight,
    marginTop: 12,
    marginBottom: 32,
    x: { domain: [0, Math.max(1, points.length - 1)], type: 'linear' },
    y: { domain: [0, top], nice: true, zero: true },
    marks,
  });
}
