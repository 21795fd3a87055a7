import type { Service } from '../../wire/config.ts';
import type { Config } from '../config.ts';
import type { DecidingConsent } from '../consent.ts';
import type { Trust } from '../trust.ts';
import { type Need, readNeed } from './need.ts';
import { createRunner } from './scripts.ts';
import { watch } from './watch.ts';

/** What a shut gate shows in its place; drawn by others, so that a gate knows no looks. */
export interface GateViews {
  /** Stands in for a shut embed, in the size of `frame`. */
  placeholder(embed: HTMLElement, frame: Element | null, about: EmbedAbout): { remove(): void };
  /** Says in a feature's limited version why it is limited, and how to change that. */
  note(limited: HTMLElement, purposes: readonly string[]): { remove(): void };
}

export interface EmbedAbout {
  readonly service: Service | undefined;
  /** What a lasting yes has to grant. */
  readonly purposes: readonly string[];
  /** Opens this one embed on this page, and remembers nothing. */
  once(): void;
}

/** Opens or closes one element. */
type Gate = (open: boolean, need: Need) => void;

const selector = '[data-kelisim],[data-kelisim-else]';

/**
 * Opens on the page what is granted and closes what is not: now, after every decision, and for markup that comes later.
 *
 * The owner's nodes are moved, never copied or written; each script runs once a page. A broken gate warns and stays as
 * it is. Answers the needs (`video|functional statistics`) whose scripts have run on this page: only a reload can take
 * those back.
 */
export function attend(
  config: Config,
  consent: DecidingConsent,
  views: GateViews,
  trust: Trust | null,
): ReadonlySet<string> {
  const gates = new WeakMap<Element, Gate>();
  const states = new WeakMap<Element, boolean>();
  let once = new WeakSet<Element>();
  const live = new Set<string>();
  const runner = createRunner(trust);

  /** A template's nodes lie before it while it is open, and go back into it. */
  function templateGate(template: HTMLTemplateElement): Gate {
    let moved: ChildNode[] | undefined;
    return (open) => {
      if (open) {
        moved ??= [...contentOf(template).childNodes];
        runner.move(moved, template);
      } else if (moved) template.content.append(...moved);
    };
  }

  /** What has a stand-in while it is shut. */
  function withView(set: Gate, draw: (need: Need) => { remove(): void } | undefined): Gate {
    let view: { remove(): void } | undefined;
    return (open, need) => {
      view?.remove();
      set(open, need);
      view = open ? undefined : draw(need);
    };
  }

  const about = (element: HTMLElement, { service, purposes }: Need): EmbedAbout => ({
    service,
    purposes,
    once() {
      once.add(element);
      update(element);
    },
  });

  function gateOf(element: HTMLElement): Gate | undefined {
    if (element instanceof HTMLTemplateElement) return templateGate(element);
    if (element instanceof HTMLScriptElement)
      return element.type === 'text/plain'
        ? (open) => open && runner.run(element, () => states.get(element) === true)
        : undefined;
    if ('kelisimElse' in element.dataset)
      return withView(toggle(element, false), ({ purposes }) => views.note(element, purposes));
    const { src } = element.dataset;
    if (src)
      return withView(
        (open) => {
          element.hidden = !open;
          if (open) (element as HTMLImageElement).src = src;
          else if (element.hasAttribute('src')) {
            element.removeAttribute('src');
            element.replaceWith(element); // a frame lives on without its address until it leaves the page
          }
        },
        (need) => views.placeholder(element, element, about(element, need)),
      );
    const template = element.hidden ? null : element.querySelector<HTMLTemplateElement>('template:not([data-kelisim])');
    if (!template) return toggle(element, true);
    const inner = templateGate(template);
    const frame = contentOf(template).querySelector('iframe,img,video');
    for (const child of element.children) (child as HTMLElement).hidden = true;
    return withView(inner, (need) => views.placeholder(element, frame, about(element, need)));
  }

  function update(element: HTMLElement) {
    const gate = gates.get(element) ?? gateOf(element);
    if (!gate) return;
    gates.set(element, gate);
    const need = readNeed(element, config, consent);
    if (!states.has(element) && need.unknown !== undefined)
      console.warn(`kelisim: the configuration does not know "${need.unknown}"; this stays shut:`, element);
    const open = need.met || once.has(element);
    if (states.get(element) === open) return;
    states.set(element, open);
    const template = element.querySelector('template') ?? element;
    if (open && (element.matches('script') || contentOf(template).querySelector('script')))
      live.add(need.all.join(' '));
    try {
      gate(open, need);
    } catch (error) {
      console.warn('kelisim: a gate failed', element, error); // the others go on
    }
  }

  // What an answer opens waits for the paint, also where something of ours comes into the page at the click.
  let told = true;
  const scan = watch(selector, (element) => told && update(element));
  consent.onAct(() => {
    told = false;
  });
  consent.subscribe(() => {
    told = true;
    once = new WeakSet();
    scan();
  });
  return live;
}

/** Frameworks put a template's children beside its content; an empty content means that they are meant. */
const contentOf = (template: Element): ParentNode & Node =>
  (template as HTMLTemplateElement).content?.hasChildNodes() ? (template as HTMLTemplateElement).content : template;

const toggle =
  (element: HTMLElement, when: boolean): Gate =>
  (open) => {
    element.hidden = open !== when;
    element.toggleAttribute('inert', element.hidden);
  };
