import type { Service } from '../../wire/config.ts';
import type { Config } from '../config.ts';
import type { DecidingConsent } from '../consent.ts';

/** What an element on the owner's page waits for. */
export interface Need {
  /** Every one of these groups (`video|functional`) must have a granted purpose in it. */
  readonly all: readonly string[];
  readonly service: Service | undefined;
  /** The purposes that a visitor's "allow" for this element has to grant. */
  readonly purposes: readonly string[];
  /** What the configuration does not know; then it is never met. */
  readonly unknown: string | undefined;
  readonly met: boolean;
}

/**
 * Reads `data-kelisim` or `data-kelisim-else`, and `data-kelisim-service`, and tells whether they are met now.
 *
 * Spaces mean "all of", `|` means "any of". A service adds its purpose, and abroad its own cross-border yes; one that
 * needs consent in writing is never met.
 */
export function readNeed(element: HTMLElement, config: Config, consent: DecidingConsent): Need {
  const { kelisim, kelisimElse, kelisimService } = element.dataset;
  const service = config.services.find(({ id }) => id === kelisimService);
  const known = consent.answerable;
  const all = (kelisimElse ?? kelisim ?? '')
    .split(/\s+/)
    // Where the recipient is named, its own yes is meant and not that to all of them.
    .filter((group) => group && !(service && group === 'crossborder'))
    .concat(service ? [service.purpose, ...known.filter((id) => id === `crossborder:${service.id}`)] : []);
  const groups = all.map((group) => group.split('|'));
  const open = groups.filter((group) => !group.some(consent.isGranted));
  const unknown =
    kelisimService && !service
      ? kelisimService
      : all.length
        ? groups.flat().find((id) => ![...known, 'necessary', 'crossborder'].includes(id))
        : '';
  return {
    all,
    service,
    purposes: unknown === undefined ? [...new Set(open.map((group) => group[0] as string))] : [],
    unknown,
    met: unknown === undefined && !open.length && !service?.writtenForm,
  };
}
