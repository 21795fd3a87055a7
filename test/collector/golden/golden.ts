import type { openCollector } from '../http/open-collector.ts';

/** The site's noon at which the golden folders were made: they are opened at the same instant, so that no id is too old. */
export const noon = Date.parse('2026-11-22T07:00:00Z');

const reports = [
  'summary',
  'pages',
  'entries',
  'referrers',
  'browsers',
  'events',
  'searches',
  'vitals',
  'hours',
  'consents',
];

/** What a collector answers of a golden folder: its reports, its sums, its receipts. */
export async function answersOf({ get, ledger }: Awaited<ReturnType<typeof openCollector>>, owner: string) {
  const rows = await Promise.all(
    reports.map(async (name) => {
      const answer = await get(`v1/reports/${name}?site=clinic.kz&from=2026-11-01&to=2026-11-30`);
      return [name, ((await answer.json()) as { rows: unknown[] }).rows] as const;
    }),
  );
  const totals = Object.entries(await ledger.totals());
  const verified = await get('v1/receipts/verify', { authorization: `Bearer ${owner}` });
  // Later versions may tell more of them.
  const { receipts, broken } = (await verified.json()) as { receipts: number; broken: unknown };
  return {
    reports: Object.fromEntries(rows),
    totals: Object.fromEntries(
      totals.map(([table, { acknowledged, released, pending }]) => [table, { acknowledged, released, pending }]),
    ),
    receipts: { receipts, broken },
  };
}
