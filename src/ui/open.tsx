import type { Withdrawal } from '../consent/api.ts';
import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import type { Signals } from '../consent/signals.ts';
import type { Language } from '../wire/config.ts';
import type { MoreTexts, TextKey } from '../words/texts.ts';
import { showDialog } from './dialog.ts';
import { Preferences } from './Preferences.tsx';
import { style } from './style.ts';

/** How texts are said; the core's own speech, seen from here. */
export interface Speaking {
  readonly language: Language;
  say(key: TextKey, values?: Readonly<Record<string, string>>, more?: object): string;
  name(purpose: string): string;
  speak(language: Language): void;
}

/** What the explaining rooms need of the core. */
export interface PreferencesWorld {
  readonly config: Config;
  readonly consent: DecidingConsent;
  readonly speech: Speaking;
  readonly host: { readonly host: HTMLElement; readonly inside: HTMLElement };
  readonly signals: Signals;
  /** Where the focus goes back to. */
  readonly from: HTMLElement | undefined;
  readonly surface: 'preferences' | 'data';
  /** Fetches the texts of a language, and what keeps the receipts. */
  load(language: Language): Promise<{ readonly more: MoreTexts }>;
  load(name: 'receipts'): Promise<typeof import('../receipts/receipts.ts')>;
  /** How a control was operated; null where no person did it. */
  believe(event: Event): 'pointer' | 'keyboard' | null;
  /** Settles once what the last answer took away is erased. */
  erased(): Promise<Withdrawal> | undefined;
  open(surface: 'preferences' | 'data', from?: HTMLElement): void;
  /** Draws banner and entry anew after a change of language. */
  redraw(): void;
}

/** Opens the preferences as a modal dialog; Esc closes without saving, and the focus goes back where it was. */
export async function openPreferences(world: PreferencesWorld): Promise<void> {
  const { more } = await world.load(world.speech.language);
  showDialog(world, style, (close) => <Preferences world={world} texts={more} close={close} />);
}
