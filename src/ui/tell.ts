import type { Config } from '../consent/config.ts';
import type { TextKey } from '../words/texts.ts';

export type Say = (key: TextKey, values?: Readonly<Record<string, string>>) => string;

/**
 * Says one event of the wire in a sentence for a person: what was opened, read, searched for.
 *
 * Takes every kind there is, and one that it does not know by its own fields, so that nothing that was sent is hidden.
 */
export function tellEvent(event: Readonly<Record<string, unknown>>, config: Config, say: Say, locale: string): string {
  const { kind } = event;
  const values = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, String(value)]));
  switch (kind) {
    case 'view':
      return tellView(event as unknown as View, say);
    case 'leave':
    case 'goal':
    case 'step':
    case 'place':
      return say(kind, values);
    case 'vital':
      return say(`vital.${(event as unknown as Vital).name}`, {
        ...values,
        value: measureOf(event as unknown as Vital, locale),
      });
    case 'event':
      return [say(kind, values), ...Object.entries(event.props ?? {}).map(([name, value]) => `${name}: ${value}`)].join(
        ', ',
      );
    case 'search':
      return say('search.words', values);
    case 'term': {
      const { vocabulary } = config.telemetry.search ?? {};
      const own = Array.isArray(vocabulary) ? vocabulary[Number(event.term)] : undefined;
      return say(kind, { term: own ?? (event.term === -1 ? say('term.other') : `№ ${event.term}`) });
    }
    default:
      return JSON.stringify(event);
  }
}

interface View {
  readonly path: string;
  readonly entry?: { readonly referrer?: string; readonly campaign?: Readonly<Record<string, string>> };
  readonly first?: Readonly<Record<string, unknown>>;
}

function tellView({ path, entry, first = {} }: View, say: Say): string {
  const firsts = (['day', 'week', 'month', 'ever'] as const).filter((span) => first[span]);
  const { name, source, medium } = entry?.campaign ?? {};
  const campaign = [source, medium, name].filter(Boolean).join(' / ');
  return [
    say('view', { path }),
    entry?.referrer && say('view.referrer', { host: entry.referrer }),
    campaign && say('view.campaign', { name: campaign }),
    firsts.length > 0 && say('view.first', { what: firsts.map((span) => say(`first.${span}`)).join(', ') }),
  ]
    .filter(Boolean)
    .join(', ');
}

interface Vital {
  readonly name: 'LCP' | 'FCP' | 'TTFB' | 'INP' | 'CLS';
  readonly value: number;
}

/** CLS has no unit; the others are milliseconds. Source: https://web.dev/articles/vitals */
function measureOf({ name, value }: Vital, locale: string): string {
  if (name === 'CLS') return String(value);
  const unit = { style: 'unit', unit: 'millisecond', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat([locale, 'ru'], unit).format(value);
}
