import { createHash } from 'node:crypto';
import type { Receipt } from '../wire/receipt.ts';
import type { Consented } from './cells.ts';

/**
 * What a receipt adds to the consents report: each purpose newly said yes to, or taken back.
 *
 * `before` are the purposes of the receipt it changes or withdraws; null where that one never arrived.
 */
export function consentsIn(receipt: Receipt, before: Receipt['purposes'] | null): readonly Consented[] {
  const policy = receipt.policy.version;
  const was = (purpose: string) => (before && Object.hasOwn(before, purpose) ? before[purpose] === true : null);
  const given = Object.keys(receipt.purposes).filter(
    (purpose) => receipt.purposes[purpose] === true && was(purpose) !== true,
  );
  const named = Object.keys(receipt.purposes).filter((purpose) => receipt.purposes[purpose] === false);
  const unnamed = Object.keys(before ?? {}).filter((purpose) => !Object.hasOwn(receipt.purposes, purpose));
  const withdrawn =
    receipt.act === 'given'
      ? []
      : [...named, ...unnamed].filter((purpose) => was(purpose) ?? receipt.act === 'withdrawn');
  return [
    ...given.map((purpose) => ({ act: 'given' as const, policy, purpose })),
    ...withdrawn.map((purpose) => ({ act: 'withdrawn' as const, policy, purpose })),
  ];
}

/** The id under which a receipt is counted once: made from its own, but not its own, so that no file shares one (K-20). */
export function countIdOf(receipt: Receipt): string {
  return createHash('sha256').update(`count ${receipt.id}`).digest('base64url').slice(0, 22);
}
