import type { ReportRow } from '../../wire/report.ts';
import { other } from '../tables.ts';
import { type Asked, ask, ranked } from './ask.ts';

type Row = ReportRow<'searches'>;

/** `searches`: scrubbed words and vocabulary terms, by browsers. */
export function listSearches(asked: Asked): Promise<readonly Row[]> {
  return list(asked, {});
}

/** `searches-without-results`: the same, only of searches that found nothing. */
export function listSearchesWithoutResults(asked: Asked): Promise<readonly Row[]> {
  return list(asked, { results: 'none' });
}

async function list(asked: Asked, where: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  const { site, searchK } = asked;
  const words = await ask(asked, { table: 'searches', by: ['words'], where });
  const terms = await ask(asked, { table: 'searches', by: ['term'], where });
  const counts = new Map<string, Row>();
  const add = (row: Row) => {
    const said = row.words ?? row.term ?? '';
    // The remainder of words, that of terms, and the term that is none of the vocabulary's are one row.
    const key = said === other ? other : `${row.words === undefined ? 'term' : 'words'} ${said}`;
    counts.set(key, { ...row, browsers: row.browsers + (counts.get(key)?.browsers ?? 0) });
  };
  for (const { values, contributions } of words) add({ words: values.words ?? '', browsers: contributions });
  for (const { values, contributions } of terms)
    add({ term: wordOf(values.term ?? '', site.declared.terms), browsers: contributions });
  return ranked(
    [...counts.values()].filter(({ browsers }) => browsers >= searchK),
    (row) => row.browsers,
    (row) => [row.words ?? row.term ?? ''],
  );
}

/** A term is sent by its number and shown by its word; `-1` is whatever was none of them. */
function wordOf(term: string, terms: readonly string[]): string {
  if (term === '-1' || term === other) return other;
  return terms[Number(term)] ?? `#${term}`;
}
