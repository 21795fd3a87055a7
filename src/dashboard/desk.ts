import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Day } from '../wire/calendar.ts';
import type { Language } from '../wire/config.ts';
import type { AnalystKey, AnalystTexts } from '../words/analyst/texts.ts';
import type { View } from './address.ts';
import type { Api } from './api.ts';
import type { Formats } from './formats.ts';
import type { Range } from './ranges.ts';

/** A site as `GET v1/sites` names it; `sample` marks made-up traffic. */
export interface Site {
  readonly name: string;
  readonly zone: string;
  readonly sample?: true;
  /** The first day with figures; null before it. */
  readonly since?: string | null;
}

/** What `GET v1/sites` answers. */
export interface Sites {
  readonly role: 'owner' | 'analyst';
  /** How long figures are kept. */
  readonly retentionMonths: number;
  readonly k: number;
  readonly searchK: number;
  readonly sites: readonly Site[];
}

/** What every part of the page needs to speak: the language's texts and formats. */
export interface Tongue {
  readonly language: Language;
  readonly texts: AnalystTexts;
  readonly formats: Formats;
  /** A text with its `{names}` filled in. */
  say(key: AnalystKey, values?: Readonly<Record<string, string>>): string;
}

/** What every panel needs: whose figures, which days, and how to change the view. */
export interface Desk extends Tongue {
  readonly api: Api;
  readonly view: View;
  /** Writes the changed view into the address; the page follows the address. */
  change(part: Partial<View>): void;
  readonly site: Site;
  readonly sites: readonly Site[];
  readonly k: number;
  /** Today in the site's zone; where made-up traffic ends, for a sample. */
  readonly today: Day;
  readonly range: Range;
  /** What to compare with; null: nothing, or a period of which not all was measured. */
  readonly previous: Range | null;
  /** Grows with each release: the same question may have a new answer. */
  readonly edition: number;
  /** Asks for everything anew: the figures have changed by what was done on this page. */
  renew(): void;
  readonly retentionMonths: number;
  /** Called when the collector no longer knows this session. */
  signedOut(): void;
}

export const DeskContext = createContext<Desk | null>(null);

/** The desk a panel stands on. Throws outside of one: a mistake of ours, found at the first render. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('a panel was drawn outside of DeskContext');
  return desk;
}
