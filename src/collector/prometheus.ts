import type { MetricsReading } from './metrics.ts';

/** How the collector stands at a moment, beside the sums. */
export interface Standing {
  /** Whether the last attempt to write the log worked. */
  readonly ready: boolean;
  /** Since the last release, or since the start. */
  readonly lagSeconds: number;
  readonly bytes: Readonly<Record<string, number>>;
  /** 0 to 1; NaN: unknown. */
  readonly diskUsed: number;
}

type Line = readonly [labels: string, value: number];

/** The text that Prometheus reads. Source: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsText(reading: MetricsReading, standing: Standing): string {
  const quantiles = [0.5, 0.9, 0.99].map((share): Line => [`{quantile="${share}"}`, reading.commitQuantile(share)]);
  return [
    family('accepted_total', 'counter', 'Posts acknowledged since the start.', [['', reading.accepted]]),
    family(
      'refused_total',
      'counter',
      'Posts refused or not counted since the start, by reason.',
      [...reading.refused].map(([reason, count]) => [`{reason="${reason}"}`, count]),
    ),
    family('commit_seconds', 'summary', 'From a batch read to the batch on disk; quantiles of the last minute.', [
      ...quantiles,
      ['_sum', reading.commitSeconds],
      ['_count', reading.commits],
    ]),
    family('log_writable', 'gauge', 'Whether the last attempt to write the log worked.', [
      ['', Number(standing.ready)],
    ]),
    family('release_lag_seconds', 'gauge', 'Seconds since the last release, or since the start.', [
      ['', standing.lagSeconds],
    ]),
    family(
      'folder_bytes',
      'gauge',
      'Bytes by folder, of the log as of the last release.',
      Object.entries(standing.bytes).map(([folder, bytes]) => [`{folder="${folder}"}`, bytes]),
    ),
    family('disk_used_ratio', 'gauge', 'Used share of the disk under the data folder.', [['', standing.diskUsed]]),
  ].join('');
}

function family(name: string, type: string, help: string, lines: readonly Line[]): string {
  const full = `kelisim_${name}`;
  const rows = lines.map(([labels, value]) => `${full}${labels} ${value}\n`).join('');
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${rows}`;
}
