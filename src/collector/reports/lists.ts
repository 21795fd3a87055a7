import type { ReportRow } from '../../wire/report.ts';
import { type Asked, ask, compare, keyOf, ranked, shareOf, textsIn } from './ask.ts';
import { addUp, type Stepped } from './steps.ts';

/** `hours`: visitors by hour of the week, in the week's order. */
export async function listHours(asked: Asked): Promise<readonly ReportRow<'hours'>[]> {
  const sums = await ask(asked, { table: 'hours', by: ['hour'] });
  return sums
    .flatMap(({ values, contributions }) => {
      const [, weekday, hour] = /^([1-7])-(\d\d)$/.exec(values.hour ?? '') ?? [];
      return weekday === undefined ? [] : [{ weekday: Number(weekday), hour: Number(hour), visitors: contributions }];
    })
    .sort((a, b) => a.weekday - b.weekday || a.hour - b.hour);
}

/** `retention`: how many of a week's first visitors came again so many weeks later. */
export async function listRetention(asked: Asked): Promise<readonly ReportRow<'retention'>[]> {
  const sums = await ask(asked, { table: 'retention', by: ['week', 'offset'] });
  return sums
    .map(({ values, contributions }) => ({
      week: values.week ?? '',
      offset: Number(values.offset),
      visitors: contributions,
    }))
    .filter(({ offset }) => Number.isInteger(offset))
    .sort((a, b) => compare(a.week, b.week) || a.offset - b.offset);
}

/** `funnels`: browsers and visits that reached each step. */
export async function listFunnels(asked: Asked): Promise<readonly ReportRow<'funnels'>[]> {
  const sums = await ask(asked, { table: 'funnels', by: ['funnel', 'step'] });
  return sums
    .map(({ values, contributions, measures }) => ({
      funnel: values.funnel ?? '',
      step: Number(values.step),
      browsers: contributions,
      visits: measures.visits ?? 0,
    }))
    .filter(({ step }) => Number.isInteger(step))
    .sort((a, b) => compare(a.funnel, b.funnel) || a.step - b.step);
}

/** `places`: browsers by the nearest of the owner's places. */
export async function listPlaces(asked: Asked): Promise<readonly ReportRow<'places'>[]> {
  const rows = (await ask(asked, { table: 'places', by: ['name'] })).map(({ values, contributions }) => ({
    name: values.name ?? '',
    browsers: contributions,
  }));
  return ranked(
    rows,
    (row) => row.browsers,
    (row) => [row.name],
  );
}

/** `quality`: what was not counted as visits, by reason; exact, since it is not about visitors. */
export async function listQuality(asked: Asked): Promise<readonly ReportRow<'quality'>[]> {
  const rows = (await ask(asked, { table: 'quality', by: ['reason'] })).map(({ values, measures }) => ({
    reason: values.reason ?? '',
    count: measures.count ?? 0,
  }));
  return ranked(
    rows,
    (row) => row.count,
    (row) => [row.reason],
  );
}

/** `events`: the owner's own; with a property in `by` or the filter, its values. */
export async function listEvents(asked: Asked): Promise<readonly ReportRow<'events'>[]> {
  const { query } = asked;
  const { name, ...properties } = query.filters;
  const [property] = [...query.by, ...Object.keys(properties)];
  // A cell knows a property and its value as one: `place=header`.
  const filters = {
    ...(name === undefined ? {} : { name }),
    ...Object.fromEntries(Object.entries(properties).map(([one, value]) => ['property', `${one}=${value}`])),
  };
  const by = property === undefined ? ['name'] : ['name', 'property'];
  const sums = await ask({ ...asked, query: { ...query, filters } }, { table: 'events', by });
  const rows = sums.flatMap(({ values, contributions, measures }) => {
    const counted = { name: values.name ?? '', browsers: contributions, times: measures.times ?? 0 };
    if (property === undefined) return [counted];
    const { property: pair = '' } = values;
    return pair.startsWith(`${property}=`) ? [{ ...counted, value: pair.slice(property.length + 1) }] : [];
  });
  return ranked(
    rows,
    (row) => row.browsers,
    (row) => textsIn(row, ['name', 'value']),
  );
}

/** `goals`: visits that reached a goal, and their share of all visits with the same values. */
export async function listGoals(asked: Asked): Promise<readonly ReportRow<'goals'>[]> {
  const { query } = asked;
  const sums = await ask(asked, { table: 'goals', by: ['goal', ...query.by] });
  const { goal: _, ...filters } = query.filters;
  const all = new Map(
    (await ask({ ...asked, query: { ...query, filters } }, { table: 'visits', by: query.by })).map((sum) => [
      keyOf(sum.values),
      sum.measures.visits ?? 0,
    ]),
  );
  const rows = sums.map(({ values, measures }) => {
    const { goal = '', ...rest } = values;
    const visits = measures.visits ?? 0;
    return { ...rest, goal, visits, share: shareOf(visits, all.get(keyOf(rest)) ?? 0) };
  });
  return ranked(
    rows,
    (row) => row.visits,
    (row) => textsIn(row, ['goal', ...query.by]),
  );
}

/**
 * `consents`: receipts given and withdrawn, by policy version and purpose; with a step for each step, in their order. Null
 * where none of the two was released: only the site's total may show 0.
 */
export async function listConsents(asked: Asked): Promise<readonly ReportRow<'consents'>[]> {
  const step = asked.query.step === 'hour' ? null : asked.query.step;
  const by = ['policy', 'purpose'];
  const rows = new Map<
    string,
    { at?: string; policy: string; purpose: string; given: number | null; withdrawn: number | null }
  >();
  for (const table of ['given', 'withdrawn'] as const) {
    const sums: readonly Stepped[] = step
      ? addUp(await ask(asked, { table, by, step: 'day' }), step)
      : await ask(asked, { table, by });
    for (const { at, values, contributions } of sums) {
      const key = `${at ?? ''} ${keyOf(values)}`;
      const row = rows.get(key) ?? {
        ...(at === undefined ? {} : { at }),
        policy: values.policy ?? '',
        purpose: values.purpose ?? '',
        given: null,
        withdrawn: null,
      };
      row[table] = (row[table] ?? 0) + contributions;
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort(
    (a, b) => compare(a.at ?? '', b.at ?? '') || compare(b.policy, a.policy) || compare(a.purpose, b.purpose),
  );
}
