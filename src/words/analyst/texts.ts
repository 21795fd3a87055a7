import type { analyst } from './en.ts';

/** The name of a text of the analyst's page. */
export type AnalystKey = keyof typeof analyst;

/** All texts of the analyst's page in one language; a missing or a stray one does not compile. */
export type AnalystTexts = Readonly<Record<AnalystKey, string>>;
