import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { Explain, useClosing } from './Explain.tsx';
import { stepText } from './live-step.ts';
import { reasonName } from './names.ts';
import type { Live, News } from './use-news.ts';

/** Who is here now, in steps, and whether anything arrives (R-07, K-24). */
export function Strip({ news: { arrivals, live, silentSince } }: { readonly news: News }) {
  const { say, formats, site, today, texts } = useDesk();
  const time = (iso: string) => formats.time(iso, site.zone, today);
  if (silentSince)
    return (
      <p class="strip silent" role="status">
        {say('silent', { time: time(silentSince) })}
      </p>
    );
  return (
    <ul class="strip">
      {live && (
        <li>
          <span class={live.present > 0 ? 'pulse on' : 'pulse'} aria-hidden="true" />
          {say('live.title')}: <b>{stepText(live.present, formats.count, (k) => say('fewer', { k }))}</b>
          {'\u00a0'}
          <Explain name={say('live.title')} text={say('live.why')} />
        </li>
      )}
      {live && live.pages.length > 0 && <Pages live={live} />}
      {arrivals && (
        <li>
          {arrivals.accepted
            ? say('arrived', { time: time(arrivals.accepted.at) })
            : say('arrived.never', { time: time(arrivals.since) })}
        </li>
      )}
      {arrivals?.refused && (
        <li>
          {say('arrived.refused', {
            time: time(arrivals.refused.at),
            reason: reasonName(arrivals.refused.reason, texts),
          })}
        </li>
      )}
    </ul>
  );
}

/** The pages with ten readers and more, below a press. */
function Pages({ live }: { readonly live: Live }) {
  const { say, formats } = useDesk();
  const details = useClosing();
  return (
    <li>
      <details class="sheet" ref={details}>
        <summary>{say('live.pages')}</summary>
        <div class="sheet-body">
          <table class="plain">
            <caption>{say('live.pages.why', { k: formats.count(10) })}</caption>
            <tbody>
              {live.pages.map(({ path, present }) => (
                <tr key={path}>
                  <th scope="row">
                    <Breaking text={path} />
                  </th>
                  <td class="number">{stepText(present, formats.count, (k) => say('fewer', { k }))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </li>
  );
}
