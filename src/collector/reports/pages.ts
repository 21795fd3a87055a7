import type { ReportRow } from '../../wire/report.ts';
import { type Asked, ask, ranked, textsIn } from './ask.ts';

type Row = ReportRow<'pages'>;

/** `pages`, by readers. */
export async function listPages(asked: Asked): Promise<readonly Row[]> {
  return ranked(
    await readPages(asked),
    (row) => row.readers,
    (row) => textsIn(row, ['path', ...asked.query.by]),
  );
}

/** `exits`: the same rows, by exits; a page on which no visit ended is none of them. */
export async function listExits(asked: Asked): Promise<readonly Row[]> {
  return ranked(
    (await readPages(asked)).filter(({ exits }) => exits > 0),
    (row) => row.exits,
    (row) => textsIn(row, ['path', ...asked.query.by]),
  );
}

/** `flows`: from which page to which, by movers. */
export async function listFlows(asked: Asked): Promise<readonly ReportRow<'flows'>[]> {
  const rows = (await ask(asked, { table: 'steps', by: ['from', 'to'] })).map(({ values, contributions }) => ({
    from: values.from ?? '',
    to: values.to ?? '',
    movers: contributions,
  }));
  return ranked(
    rows,
    (row) => row.movers,
    (row) => [row.from, row.to],
  );
}

async function readPages(asked: Asked): Promise<readonly Row[]> {
  const sums = await ask(asked, { table: 'pages', by: ['path', ...asked.query.by] });
  return sums.map(({ values, contributions, measures }) => {
    const {
      views = 0,
      onward = 0,
      engagedSeconds = 0,
      scroll25 = 0,
      scroll50 = 0,
      scroll75 = 0,
      scroll100 = 0,
    } = measures;
    return {
      ...values,
      path: values.path ?? '',
      readers: contributions,
      views,
      // Views that led nowhere else; a difference over the whole range, never below 0.
      exits: Math.max(0, views - onward),
      engagedSeconds,
      // Who saw the third quarter saw the first two: how many leaves reached at least so far.
      scroll: {
        '25': scroll25 + scroll50 + scroll75 + scroll100,
        '50': scroll50 + scroll75 + scroll100,
        '75': scroll75 + scroll100,
        '100': scroll100,
      },
    };
  });
}
