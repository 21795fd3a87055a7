import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { List } from './List.tsx';
import { valueName } from './names.ts';
import { type Climbed, useClimb } from './use-climb.ts';

/** The pages, by readers. */
export function Pages() {
  const { say, formats, range } = useDesk();
  return (
    <List
      report="pages"
      reading={useClimb('pages', range)}
      title={say('pages')}
      why={say('pages.why')}
      first={say('path')}
      field="path"
      value={(row) => row.path ?? ''}
      size={(row) => row.readers}
      short={8}
      columns={[
        { title: say('column.readers'), read: (row) => formats.count(row.readers) },
        { title: say('views'), read: (row) => formats.count(row.views) },
        { title: say('column.exits'), read: (row) => formats.count(row.exits), minor: true },
      ]}
    />
  );
}

/** The pages on which visits ended, by exits, with the share of the page's views. */
export function Exits({ reading }: { readonly reading: Climbed<'exits'> }) {
  const { say, formats } = useDesk();
  return (
    <List
      report="exits"
      reading={reading}
      title={say('exits')}
      why={say('exits.why')}
      first={say('path')}
      field="path"
      value={(row) => row.path ?? ''}
      size={(row) => row.exits}
      short={6}
      columns={[
        { title: say('column.exits'), read: (row) => formats.count(row.exits) },
        {
          title: say('column.ofViews'),
          read: (row) => (row.views > 0 ? formats.share(Math.min(1, row.exits / row.views)) : ''),
        },
      ]}
    />
  );
}

/** From which page to which, by the browsers that went there. */
export function Flows({ reading }: { readonly reading: Climbed<'flows'> }) {
  const { say, formats } = useDesk();
  return (
    <List
      report="flows"
      reading={reading}
      title={say('flows')}
      why={say('flows.why')}
      first={say('column.flow')}
      field={null}
      value={(row) => `${row.from} → ${row.to}`}
      name={(row) => <Flow from={row.from} to={row.to} />}
      size={(row) => row.movers}
      short={6}
      columns={[{ title: say('column.movers'), read: (row) => formats.count(row.movers) }]}
    />
  );
}

function Flow({ from, to }: { readonly from: string; readonly to: string }) {
  const { texts } = useDesk();
  const name = (path: string) => <Breaking text={valueName(path, texts)} />;
  return (
    <>
      {name(from)} <span class="arrow">→</span> {name(to)}
    </>
  );
}
