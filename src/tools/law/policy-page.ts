import type { OwnersConfig } from '../../wire/config.ts';
import { claimIn } from './claims.ts';
import { endless } from './finding.ts';

/** What the text of a policy misses or claims too much, by its own lines. */
export interface PageFinding {
  readonly line: number;
  readonly level: 'law' | 'advice';
  readonly text: string;
}

/**
 * Reads a policy's text or page beside the configuration: what it must name and does not, and what it claims that nobody
 * does. Source: Law 94-V, art. 8(4), 8(6); policy §1, §5.
 */
export function findInPolicyPage(page: string, { operator, policy }: OwnersConfig): readonly PageFinding[] {
  // Line by line, so that the lines stay those of the file; a tag that spans lines is left as it is.
  const lines = page.split('\n').map((line) => line.replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' '));
  const all = lines.join('\n');
  const digits = all.replace(/(?<=\d)[ \u00a0](?=\d)/g, '');
  const missing = (text: string, level: PageFinding['level'] = 'law'): PageFinding => ({ line: 1, level, text });
  const found: PageFinding[] = [];
  if (
    (operator?.country ?? 'KZ') === 'KZ' &&
    !(operator?.bin ? digits.includes(operator.bin) : /(?<!\d)\d{12}(?!\d)/.test(digits))
  )
    found.push(
      missing(`does not name the operator’s BIN${operator?.bin ? ` (${operator.bin})` : ''}: add it (art. 8(4))`),
    );
  if (operator?.email && !all.includes(operator.email))
    found.push(missing(`does not give ${operator.email}, where withdrawals go (policy §22): add it`));
  if (policy && !all.includes(policy.version))
    found.push(
      missing(`does not bear its version "${policy.version}": visitors cannot tell what they agreed to`, 'advice'),
    );
  for (const [at, line] of lines.entries()) {
    if (endless.test(line))
      found.push({ line: at + 1, level: 'law', text: 'sets a term without end: name one (art. 8(6))' });
    const claim = claimIn(line);
    if (claim) found.push({ line: at + 1, level: 'advice', text: claim });
  }
  return found;
}
