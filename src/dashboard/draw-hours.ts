import { axisX, axisY, cell, plot, pointer, tip } from '@observablehq/plot';
import type { ReportRow } from '../wire/report.ts';

type Row = ReportRow<'hours'>;

interface Drawing {
  readonly rows: readonly Row[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 is Monday. */
  weekday(weekday: number): string;
  /** A cell in words. */
  describe(row: Row): string;
}

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** Draws the hours of the week as a map: the more visitors, the fuller the colour; what is below k stays bare. */
export function drawHours({ rows, widthPx, heightPx, weekday, describe }: Drawing): SVGSVGElement | HTMLElement {
  const most = Math.max(1, ...rows.map(({ visitors }) => visitors));
  const bare = weekdays.flatMap((day) => hours.map((hour) => ({ weekday: day, hour })));
  const place = { x: 'hour', y: 'weekday', inset: widthPx < 480 ? 0.5 : 1, rx: 2 } as const;
  return plot({
    // The class whose style the policy allows: see draw-series.ts.
    className: 'plot',
    width: widthPx,
    height: heightPx,
    marginLeft: 32,
    marginRight: 0,
    marginTop: 4,
    marginBottom: 24,
    x: { domain: hours, type: 'band', padding: 0 },
    y: { domain: weekdays, type: 'band', padding: 0 },
    opacity: { type: 'identity' },
    marks: [
      axisX({
        ticks: hours.filter((hour) => hour % 3 === 0),
        tickSize: 0,
        label: null,
        fill: 'var(--quiet)',
        fontSize: 12,
      }),
      axisY({ tickFormat: weekday, tickSize: 0, label: null, fill: 'var(--quiet)', fontSize: 12 }),
      cell(bare, { ...place, fill: 'var(--line)', fillOpacity: 0.45 }),
      cell(rows, {
        ...place,
        fill: 'var(--accent)',
        fillOpacity: ({ visitors }: Row) => 0.12 + 0.88 * (visitors / most),
      }),
      tip(
        rows,
        pointer({
          x: 'hour',
          y: 'weekday',
          title: describe,
          fill: 'var(--paper)',
          stroke: 'var(--line)',
          fontSize: 13,
        }),
      ),
    ],
  });
}
