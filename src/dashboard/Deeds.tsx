import { useDesk } from './desk.ts';
import { List } from './List.tsx';
import type { Climbed } from './use-climb.ts';

/** The owner's own events. */
export function Events({ reading }: { readonly reading: Climbed<'events'> }) {
  const { say, formats } = useDesk();
  return (
    <List
      report="events"
      reading={reading}
      title={say('events')}
      why={say('events.why')}
      first={say('column.event')}
      field={null}
      value={(row) => row.name}
      size={(row) => row.browsers}
      short={6}
      columns={[
        { title: say('column.browsers'), read: (row) => formats.count(row.browsers) },
        { title: say('column.count'), read: (row) => formats.count(row.times) },
      ]}
    />
  );
}

/** Visits that reached a goal, and their share of all visits. */
export function Goals({ reading }: { readonly reading: Climbed<'goals'> }) {
  const { say, formats } = useDesk();
  return (
    <List
      report="goals"
      reading={reading}
      title={say('goals')}
      why={say('goals.why')}
      first={say('column.goal')}
      field={null}
      value={(row) => row.goal}
      size={(row) => row.visits}
      short={6}
      columns={[
        { title: say('visits'), read: (row) => formats.count(row.visits) },
        { title: say('column.ofVisits'), read: (row) => (row.share === null ? '–' : formats.share(row.share)) },
      ]}
    />
  );
}

/** The nearest of the owner's places, chosen by visitors. */
export function Places({ reading }: { readonly reading: Climbed<'places'> }) {
  const { say, formats } = useDesk();
  return (
    <List
      report="places"
      reading={reading}
      title={say('places')}
      why={say('places.why')}
      first={say('column.place')}
      field={null}
      value={(row) => row.name}
      size={(row) => row.browsers}
      short={6}
      columns={[{ title: say('column.browsers'), read: (row) => formats.count(row.browsers) }]}
    />
  );
}
