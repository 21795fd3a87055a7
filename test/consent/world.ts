import type { Config } from '../../src/consent/config.ts';
import type { Answer } from '../../src/consent/rules.ts';
import type { Service } from '../../src/wire/config.ts';

/** A configuration with every default, as `parseConfig` fills it in. */
export const configOf = (more: Partial<Config> = {}): Config => ({
  site: 'example.kz',
  zone: 'Asia/Almaty',
  collector: null,
  policy: { url: '/policy', version: '2026-11-01' },
  operator: { country: 'KZ' },
  languages: ['ru', 'kk', 'en'],
  texts: {},
  purposes: ['necessary', 'functional', 'statistics', 'search'].map((id) => ({ id })),
  services: [],
  signals: 'wins',
  reaskDays: 180,
  telemetry: {},
  forms: {},
  theme: {},
  entry: {},
  ...more,
});

export const answerOf = (more: Partial<Answer> = {}): Answer => ({
  policy: '2026-11-01',
  on: '2026-11-22',
  granted: [],
  refused: [],
  over: [],
  ...more,
});

/** A video service in the Netherlands: for a Kazakh operator it needs a cross-border yes of its own. */
export const meet: Service = { id: 'meet', purpose: 'video', name: 'Meet', country: 'NL' };

/** The day `days` after 2026-11-22. */
export const dayAfter = (days: number) => new Date(Date.UTC(2026, 10, 22 + days)).toISOString().slice(0, 10);
