import type { OwnersConfig } from '../../wire/config.ts';
import { claimIn } from './claims.ts';
import { advice, endless, type Finding, law } from './finding.ts';

/** The items that an agreement must carry. Source: Law 94-V, art. 8(4), 8(6). */
export function findInForms({ forms, services = [], operator }: OwnersConfig): readonly Finding[] {
  if (!forms) return [];
  const found: Finding[] = [];
  const needed = {
    data: 'the list of data',
    purposes: 'what for',
    term: 'how long',
    nameField: 'the field that names the subject',
  } as const;
  for (const [key, what] of Object.entries(needed))
    if (!forms[key as keyof typeof needed])
      found.push(law(`/forms/${key}`, `is missing: the agreement must carry ${what} (art. 8(4))`));
  if (endless.test(forms.term ?? ''))
    found.push(law('/forms/term', 'is without end: data may be kept no longer than their purpose needs (art. 8(6))'));
  const claim = claimIn(forms.data ?? '');
  if (claim) found.push(advice('/forms/data', claim));
  const home = operator?.country ?? 'KZ';
  if (!forms.crossborder && services.some((service) => isNamedFor(service, home)))
    found.push(
      advice(
        '/forms/crossborder',
        'is left out, so the agreement says that nothing goes abroad; a service abroad is declared: compare',
      ),
    );
  return found;
}

/** A recipient abroad that gets a name or an address: what forms hold. */
function isNamedFor(service: NonNullable<OwnersConfig['services']>[number], home: string): boolean {
  if (typeof service === 'string' || !('country' in service) || service.country === home) return false;
  const lists = service.data ?? [];
  return (Array.isArray(lists) ? lists : Object.values(lists).flat()).some((data) =>
    /e-?mail|phone|почт|телефон|пошта/i.test(data),
  );
}
