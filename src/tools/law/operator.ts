import type { OwnersConfig } from '../../wire/config.ts';
import { hasCheckDigit } from '../../wire/iin.ts';
import { advice, type Finding, law } from './finding.ts';

/** Who asks: every consent must name them. Source: Law 94-V, art. 8(4); policy §1, §21, §22. */
export function findInOperator({ operator }: OwnersConfig): readonly Finding[] {
  if (!operator)
    return [law('/operator', 'is missing: every consent must name who asks; give { "name": …, "bin": …, "email": … }')];
  const country = operator.country ?? 'KZ';
  const found: Finding[] = [];
  if (!operator.name) found.push(law('/operator/name', 'is missing: every consent must name who asks'));
  if (country === 'KZ' && !operator.bin)
    found.push(law('/operator/bin', 'is missing: a consent in Kazakhstan names the operator with its BIN (art. 8(4))'));
  if (country === 'KZ' && operator.bin !== undefined && !hasCheckDigit(operator.bin))
    found.push(law('/operator/bin', 'has a wrong check digit: compare it with the registration certificate'));
  if (!operator.email)
    found.push(law('/operator/email', 'is missing: withdrawal and correction also go by letter (policy §21, §22)'));
  if (!operator.country)
    found.push(advice('/operator/country', 'is missing: say it, so that a service abroad is recognised as one'));
  return found;
}
