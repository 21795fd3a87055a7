import { useDesk } from './desk.ts';

/** Where each part of the page begins, by the panel that is always there. */
const places = {
  visits: 'series',
  pages: 'pages',
  sources: 'referrers',
  people: 'browsers',
  speed: 'vitals',
  trust: 'quality',
} as const;

/** The page's parts, one press away: on a phone it is eight screens long. */
export function Sections() {
  const { say } = useDesk();
  return (
    <nav class="sections" aria-label={say('sections')}>
      <ul>
        {(Object.keys(places) as (keyof typeof places)[]).map((name) => (
          <li key={name}>
            <a href={`#${places[name]}`}>{say(`section.${name}`)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
