import { attend } from '../consent/gates/attend.ts';
import type { Trust } from '../consent/trust.ts';
import type { Service } from '../wire/config.ts';
import { dress } from './dress.ts';
import type { LeaveWorld } from './leave.ts';
import { shutStyle } from './style.ts';
import { createViews, type ViewsWorld } from './views.ts';

type Leave = (erased?: Promise<unknown>) => void;

/** What the gates need of the core, its tools included, so that no visitor carries them twice. */
export interface GatesWorld extends ViewsWorld, LeaveWorld {
  readonly trust: Trust | null;
  /** Settles once what a withdrawal takes away is erased. */
  erased(): Promise<unknown> | undefined;
  /** `receipts` brings the digest of `erase`. */
  load(name: 'receipts' | 'erase'): Promise<object>;
}

/**
 * Attends the page's gates and draws what stands in for the shut ones.
 *
 * A chunk of its own: markup waits shut by itself (a template, `text/plain`, `hidden`), so that only pages with gates
 * load it. What a withdrawal needs is fetched while there is something to withdraw, so that it works offline and cuts a
 * running script off at the click.
 */
export function attendGates(world: GatesWorld): void {
  const { config, consent, trust, erased, load } = world;
  const { services } = config;
  dress(document, shutStyle);
  const live = attend(config, consent, createViews(world), trust);
  let leave: Leave | undefined;
  let coming: Promise<Leave> | undefined;

  async function prepare() {
    await load('receipts');
    const { createLeave } = (await load('erase')) as { createLeave(world: GatesWorld): Leave };
    leave = createLeave(world);
    return leave;
  }

  function look() {
    const isCovered = (group: string) => group.split('|').some(consent.isGranted);
    const isLost = [...live].some((need) => !need.split(' ').every(isCovered));
    const isHere = ({ purpose, cookies }: Service) =>
      consent.isGranted(purpose) ||
      cookies?.some((cookie) => document.cookie.includes('name' in cookie ? `${cookie.name}=` : cookie.prefix));
    if (live.size || services.some(isHere)) coming ??= prepare();
    if (!isLost) return coming?.catch(console.warn);
    if (leave) leave(erased());
    else coming?.then((go) => go(erased())).catch(() => location.reload()); // it stops with the page, at least
  }
  consent.onAct(look);
  consent.subscribe(look); // an answer from another tab
  look();
}
