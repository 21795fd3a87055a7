import type { Report } from '../wire/report.ts';
import { useDesk } from './desk.ts';

/** Whom the figures count, when they were released last, and in whose days. Stands on every page. */
export function Who({ report }: { readonly report: Report<'summary'> | null }) {
  const { say, site, today, formats, k } = useDesk();
  const released = report?.released;
  return (
    <section class="panel who" id="who" aria-labelledby="who-title">
      <header>
        <h2 id="who-title">{say('who.title')}</h2>
      </header>
      <p>{say('who.text', { k: formats.count(k) })}</p>
      <p class="note">
        {released ? say('released', { time: formats.time(released, site.zone, today) }) : say('released.never')}{' '}
        {report?.unfinished && released && say('unfinished')} {say('zone', { zone: site.zone })}
      </p>
    </section>
  );
}
