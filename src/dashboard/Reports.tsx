import { useDesk } from './desk.ts';
import { Figures } from './Figures.tsx';
import { FirstDay } from './FirstDay.tsx';
import { Further } from './Further.tsx';
import { takes } from './filters.ts';
import { Owner } from './Owner.tsx';
import { Pages } from './Pages.tsx';
import { Quality } from './Quality.tsx';
import { ever } from './ranges.ts';
import { Sections } from './Sections.tsx';
import { Series } from './Series.tsx';
import { Toolbar } from './Toolbar.tsx';
import type { News } from './use-news.ts';
import { useReport } from './use-report.ts';
import { Values } from './Values.tsx';
import { Vitals } from './Vitals.tsx';
import { Who } from './Who.tsx';

/** All panels of one site; before its first figure, what to expect instead. */
export function Reports({
  news,
  searchK,
  isOwner,
}: {
  readonly news: News;
  readonly searchK: number;
  readonly isOwner: boolean;
}) {
  const { say, site, range, today, view, change, formats, k } = useDesk();
  const reading = useReport('summary', range);
  const { report, stale } = reading;
  const isEmpty = report !== null && !stale && (report.rows[0]?.visits ?? 0) === 0;
  // Only an empty period asks whether there was ever anything: a first day looks the same as a quiet week.
  const whole = useReport('summary', isEmpty ? { from: ever, to: today } : null, { filters: [] });
  const isFirstDay = isEmpty && whole.report !== null && (whole.report.rows[0]?.visits ?? 0) === 0;

  // What is said of the whole period once is not said by every panel again.
  const isBare = isEmpty && whole.report !== null && view.filters.length === 0;

  return (
    <main
      id="figures"
      tabIndex={-1}
      class={site.sample ? 'sample' : undefined}
      data-sample={site.sample ? say('sample') : undefined}
    >
      <h1 class="unseen">{say('page.title', { site: site.name })}</h1>
      {site.sample && <SampleNotice />}
      {isFirstDay && !whole.stale ? (
        <>
          <FirstDay news={news} />
          <Who report={report} />
          {isOwner && <Owner />}
        </>
      ) : (
        <>
          <Toolbar />
          {!isBare && <Sections />}
          {isEmpty && whole.report && (
            <div class="quiet" role="status">
              <p>
                <b>
                  {view.filters.length > 0 && takes('summary', view.filters)
                    ? say('empty.filtered', { k: formats.count(k) })
                    : say('empty.title')}
                </b>
              </p>
              <p>
                {view.filters.length === 0 && say('empty.lead')}{' '}
                {view.filters.length > 0 ? (
                  <button type="button" class="link" onClick={() => change({ filters: [] })}>
                    {say('filter.clear')}
                  </button>
                ) : (
                  <button type="button" class="link" onClick={() => change({ range: 'all', custom: null })}>
                    {say('empty.all')}
                  </button>
                )}
              </p>
            </div>
          )}
          <Figures reading={reading} />
          <div class={isBare ? 'panels bare' : 'panels'}>
            <Series />
            <Pages />
            <Values report="referrers" field="referrer" short={8} />
            <Values report="entries" field="entry" short={6} />
            <Values report="countries" field="country" short={6} />
            <Values report="browsers" field="browser" short={6} />
            <Values report="systems" field="system" short={6} />
            <Values report="devices" field="device" short={4} />
            <Values report="languages" field="language" short={4} />
            <Vitals />
            <Further searchK={searchK} wait={!report && !reading.failure}>
              <Quality />
              <Who report={report} />
              {isOwner && <Owner />}
            </Further>
          </div>
        </>
      )}
    </main>
  );
}

function SampleNotice() {
  const { say, sites, change } = useDesk();
  const real = sites.find((one) => !one.sample);
  return (
    <p class="notice" role="note">
      <b>{say('sample.text')}</b>{' '}
      {real && (
        <button type="button" class="link" onClick={() => change({ site: real.name, filters: [] })}>
          {say('sample.leave', { site: real.name })}
        </button>
      )}
    </p>
  );
}
