/**
 * The built-in purposes, in the order in which people are asked about them.
 *
 * `crossborder` and `newsletter` are never granted by "accept": the first only by its own switch or by an embed's
 * placeholder, the second by its own box in a form. Source: policy §12; law.md.
 */
export const builtInPurposes = [
  'necessary',
  'functional',
  'statistics',
  'search',
  'external',
  'video',
  'location',
  'crossborder',
  'newsletter',
] as const;

/** The id of a purpose: one of the built-in ones, or the owner's own. */
export type PurposeId = (typeof builtInPurposes)[number] | (string & {});

/** The purposes a configuration has when it names none. */
export const defaultPurposes = ['necessary', 'functional', 'statistics', 'search'] as const;

/** The purposes under which our own telemetry runs; a batch is of exactly one of them. */
export const telemetryPurposes = ['statistics', 'search', 'location'] as const;

export type TelemetryPurpose = (typeof telemetryPurposes)[number];

/** The purposes that a browser's own refusal (GPC, DNT) covers. Source: https://w3c.github.io/gpc/ */
export const signalPurposes = ['statistics', 'search', 'external'] as const;
