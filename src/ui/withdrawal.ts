import type { Withdrawal } from '../consent/api.ts';
import type { KeptReceipt } from '../receipts/receipts.ts';
import type { PreferencesWorld } from './open.tsx';
import type { Say } from './tell.ts';

interface World extends Pick<PreferencesWorld, 'config' | 'consent' | 'speech' | 'erased' | 'believe'> {
  load(name: 'receipts'): Promise<{ newest(): Promise<KeptReceipt | null> }>;
}

/** What a withdrawal came to: what may still be there, and the number of its receipt where one could be kept. */
export interface Withdrawn {
  readonly remaining: readonly string[];
  readonly id: string | undefined;
}

/**
 * Takes every yes back, as the press `event` says, and waits until what can be erased is; null where no person pressed.
 * `words` are those of the control. Where the erasing itself fails, every service is named as remaining.
 */
export async function withdrawAll(world: World, event: Event, words: string): Promise<Withdrawn | null> {
  const { config, consent, speech, erased, load, believe } = world;
  const method = believe(event);
  if (!method) return null;
  const choices = Object.fromEntries(consent.answerable.map((id) => [id, false]));
  consent.decide({ choices, surface: 'preferences', method, text: words, language: speech.language });
  const { remaining }: Withdrawal = (await erased()?.catch(() => null)) ?? {
    removed: [],
    remaining: config.services.map(({ name }) => name),
  };
  const newest = await load('receipts')
    .then((receipts) => receipts.newest())
    .catch(() => null); // a device that keeps nothing has no proof to name
  return { remaining, id: newest?.receipt.act === 'withdrawn' ? newest.receipt.id : undefined };
}

/** Says what a withdrawal came to: never that all is gone where it is not, never a number that is none. */
export function tellWithdrawal({ remaining, id }: Withdrawn, say: Say): string {
  if (remaining.length) return say('withdraw.left', { what: remaining.join(', ') });
  return id ? say('withdraw.done', { id }) : say('withdraw.unproven');
}
