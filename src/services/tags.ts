import type { Kelisim } from '../consent/api.ts';
import type { TagKind } from '../wire/catalogue.ts';
import type { Service } from '../wire/config.ts';
import { google } from './google.ts';
import type { Waiting } from './services.ts';
import { type Vendor, vendors } from './vendors.ts';

/** A counter of the owner's at a service of the catalogue. */
export interface Tag {
  readonly kind: TagKind;
  /** The counter's number, as the service gave it out. */
  readonly id: string;
  readonly service: Service;
}

/**
 * Puts the tags into the page as gated scripts, so that they obey like any script of the owner's: fetched after the yes
 * to their purpose and, from a country other than `home`, to their own transfer; cut off on withdrawal.
 *
 * What owners call (`ym`, `fbq`, `gtag`) is there from the start and drops calls until then. Where an older snippet is
 * on the page, that one would measure before a yes: it is named and the tag stays out.
 */
export function attendTags(tags: readonly Tag[], home: string, waiting: Waiting): void {
  const all: Readonly<Record<TagKind, Vendor>> = { ...vendors, ...google };
  const page = window as unknown as Record<string, unknown>;
  const kinds = [...new Set(tags.map(({ kind }) => kind))].filter((kind) => {
    const { name, prepare } = all[kind];
    if (prepare(page)) return true;
    console.warn(`kelisim: an older snippet has made "${name}" before; delete it, or it measures without a yes`);
    return false;
  });
  const mine = tags.filter(({ kind }) => kinds.includes(kind));
  const names = new Map(kinds.map((kind) => [all[kind].name, all[kind]]));
  for (const { kind, id, service } of mine) {
    const script = document.createElement('script');
    script.type = 'text/plain';
    script.setAttribute('async', '');
    Object.assign(script.dataset, {
      kelisim: service.purpose,
      kelisimService: service.id,
      src: all[kind].address(id),
    });
    document.head.append(script);
  }
  waiting.push((api) => {
    const opened = new Set<Tag>();
    const look = () => {
      for (const [name, vendor] of names)
        vendor.follow?.(
          api,
          page,
          mine.some((tag) => all[tag.kind].name === name && isOpen(tag, api)),
        );
      for (const tag of mine)
        if (isOpen(tag, api) && !opened.has(tag)) {
          opened.add(tag);
          all[tag.kind].start(page, tag.id);
        }
    };
    api.on('decision', look);
    look();
  });

  function isOpen({ service: { id, purpose, country, writtenForm } }: Tag, { isGranted }: Kelisim) {
    return !writtenForm && isGranted(purpose) && (country === home || isGranted(`crossborder:${id}`));
  }
}
