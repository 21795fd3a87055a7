import { useDesk } from './desk.ts';
import { List } from './List.tsx';
import type { Climbed } from './use-climb.ts';

type Name = 'searches' | 'searches-without-results';

/** What is searched for on the site, or searched for in vain; `k` is the one of searches. */
export function Searches({
  report,
  reading,
  k,
}: {
  readonly report: Name;
  readonly reading: Climbed<Name>;
  readonly k: number;
}) {
  const { say, formats } = useDesk();
  return (
    <List
      {...{ report, reading, k }}
      title={say(report)}
      why={say(`${report}.why`, { k: formats.count(k) })}
      first={say('column.words')}
      field={null}
      value={(row) => row.words ?? row.term ?? ''}
      size={(row) => row.browsers}
      short={8}
      columns={[{ title: say('column.browsers'), read: (row) => formats.count(row.browsers) }]}
    />
  );
}
