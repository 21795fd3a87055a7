import type { Config } from '../../src/consent/config.ts';
import type { Consent, Decision } from '../../src/consent/consent.ts';
import type { Post } from '../../src/telemetry/post.ts';
import type { Batch } from '../../src/wire/batch.ts';
import type { TelemetryConfig } from '../../src/wire/config.ts';

/** A configuration with every default, for site `example.kz` in Almaty. */
export function configOf(telemetry: TelemetryConfig = {}): Config {
  return {
    site: 'example.kz',
    zone: 'Asia/Almaty',
    collector: 'https://collector.example/',
    policy: { url: '/policy', version: '2026-11-01', material: true, changed: null },
    operator: {},
    languages: ['ru', 'kk', 'en'],
    texts: {},
    purposes: [],
    services: [],
    signals: 'wins',
    reaskDays: 180,
    telemetry,
    forms: {},
    theme: {},
    cookieDomain: null,
    entry: { kind: 'button', side: 'left', offsetPx: 16 },
  };
}

/** A decision that a test changes: `grant` says what is granted from now on. */
export interface TestConsent extends Consent {
  grant(...purposes: string[]): void;
}

export function consentTo(...purposes: string[]): TestConsent {
  let granted = purposes;
  const reactions = new Set<(decision: Decision | null) => void>();
  return {
    isGranted: (purpose) => granted.includes(purpose),
    decision: () => null,
    isOverridden: () => false,
    subscribe(react) {
      reactions.add(react);
      return () => reactions.delete(react);
    },
    grant(...next) {
      granted = next;
      for (const react of reactions) react(null);
    },
  };
}

/** A collector in memory: `batches` arrived, `bodies` as they were sent; `answer` decides the status of the next posts. */
export interface TestCollector {
  readonly post: Post;
  readonly batches: Batch[];
  readonly bodies: string[];
  answer: (batch: Batch) => { status: number; retryAfterSeconds: number };
  /** Every event of those batches that were accepted, each id once. */
  events(): Batch['events'];
}

export function collectorInMemory(): TestCollector {
  const accepted = new Map<string, Batch>();
  const collector: TestCollector = {
    batches: [],
    bodies: [],
    answer: () => ({ status: 204, retryAfterSeconds: 0 }),
    events: () => [...accepted.values()].flatMap((batch) => batch.events),
    async post(body) {
      const batch = JSON.parse(body) as Batch;
      collector.batches.push(batch);
      collector.bodies.push(body);
      const answer = collector.answer(batch);
      if (answer.status === 204 && !accepted.has(batch.id)) accepted.set(batch.id, batch);
      return answer;
    },
  };
  return collector;
}
