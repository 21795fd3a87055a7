import type { ComponentChildren } from 'preact';
import { formatDay } from '../wire/calendar.ts';
import { useDesk } from './desk.ts';
import { reasonName } from './names.ts';
import type { News } from './use-news.ts';

/** Before the first figure: that it works, since when, why numbers begin at k, and what to do meanwhile. */
export function FirstDay({ news: { arrivals } }: { readonly news: News }) {
  const { say, formats, site, sites, today, texts, k, change } = useDesk();
  const time = (iso: string) => formats.time(iso, site.zone, today);
  const sample = sites.find((one) => one.sample);
  const accepted = arrivals?.accepted ?? null;
  const refused = arrivals?.refused ?? null;
  return (
    <section class="first" aria-labelledby="first-title">
      <h2 id="first-title">{say('first.title')}</h2>
      <ol>
        {accepted ? (
          <Sign kind="done" title={say('first.since', { time: time(accepted.since) })}>
            <p class="note">{say('first.last', { time: time(accepted.at) })}</p>
          </Sign>
        ) : (
          <Sign kind="waiting" title={say('first.waiting')}>
            <p>{say('first.waiting.lead')}</p>
            <pre>
              <code>{tagOf(site.name, formatDay(today))}</code>
            </pre>
            {arrivals && <p class="note">{say('first.listens', { time: time(arrivals.since) })}</p>}
          </Sign>
        )}
        {refused && (!accepted || refused.at >= accepted.at) && (
          <Sign
            kind="wrong"
            title={say('first.refused', { time: time(refused.at), reason: reasonName(refused.reason, texts) })}
          />
        )}
        <Sign kind="waiting" title={say('first.k', { k: formats.count(k) })}>
          <p>
            {say('first.k.lead', {
              k: formats.count(k),
              most: formats.count(2 * k + 1),
              twice: formats.count(2 * k),
              example: formats.count(2.5 * k),
            })}
          </p>
          {arrivals && <p class="note">{say('first.release', { time: time(arrivals.nextRelease) })}</p>}
        </Sign>
      </ol>
      {sample ? (
        <div class="try">
          <button type="button" class="button primary" onClick={() => change({ site: sample.name })}>
            {say('first.sample')}
          </button>
          <p class="note">{say('first.sample.lead')}</p>
        </div>
      ) : (
        <p class="note">{say('first.sample.none')}</p>
      )}
    </section>
  );
}

function Sign({
  kind,
  title,
  children,
}: {
  readonly kind: 'done' | 'waiting' | 'wrong';
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <li class={kind}>
      <h3>{title}</h3>
      {children}
    </li>
  );
}

/** The tag that makes a page report here, with today as the version of a policy that has none yet. Source: INTERFACE.md. */
function tagOf(site: string, version: string): string {
  const script = new URL('kelisim.js', document.baseURI).href;
  return `<script defer src="${script}"\n  data-site="${site}"\n  data-policy="/policy" data-policy-version="${version}"></script>`;
}
