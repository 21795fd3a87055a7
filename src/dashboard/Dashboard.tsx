import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dayOf, parseDay } from '../wire/calendar.ts';
import type { Report } from '../wire/report.ts';
import { readView, type View, writeView } from './address.ts';
import type { Api, Failure } from './api.ts';
import { type Desk, DeskContext, type Site, type Sites } from './desk.ts';
import { Masthead } from './Masthead.tsx';
import { Reports } from './Reports.tsx';
import { previousOf, type Range, rangeOf } from './ranges.ts';
import { SignIn } from './SignIn.tsx';
import { Strip } from './Strip.tsx';
import { tongueOf } from './tongue.ts';
import { useNews } from './use-news.ts';

type Door =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signedOut'; readonly failure: Failure | null; readonly isEnded: boolean }
  | { readonly kind: 'failed' }
  | { readonly kind: 'open'; readonly sites: Sites };

/** The analyst's page. `token` is the one from the one-click link, already taken out of the address; null: none. */
export function Dashboard({
  api,
  token,
  now = Date.now,
}: {
  readonly api: Api;
  readonly token: string | null;
  readonly now?: () => number;
}) {
  const [door, setDoor] = useState<Door>({ kind: 'opening' });
  const [view, change] = useAddress();
  const tongue = useMemo(() => tongueOf(view.language ?? null, navigator.languages), [view.language]);
  const { say } = tongue;

  const open = useCallback(async () => {
    setDoor({ kind: 'opening' });
    const answer = await api.get<Sites>('v1/sites');
    if ('value' in answer) setDoor({ kind: 'open', sites: answer.value });
    else if (answer.failure.kind === 'signedOut') setDoor({ kind: 'signedOut', failure: null, isEnded: false });
    else setDoor({ kind: 'failed' });
  }, [api]);
  const signIn = async (given: string): Promise<Failure | null> => {
    const answer = await api.signIn(given);
    if ('failure' in answer) return answer.failure;
    await open();
    return null;
  };
  useEffect(() => {
    if (token === null) void open();
    else void signIn(token).then((failure) => failure && setDoor({ kind: 'signedOut', failure, isEnded: false }));
  }, [api, token]);

  const site = door.kind === 'open' ? siteIn(door.sites, view.site) : null;
  useEffect(() => {
    document.documentElement.lang = tongue.language;
    document.title = site ? `${say('page.title', { site: site.name })} · Kelisim` : `${say('page.name')} · Kelisim`;
  }, [tongue, site?.name]);

  const signedOut = useCallback(() => setDoor({ kind: 'signedOut', failure: null, isEnded: true }), []);
  const signOut = async () => {
    await api.signOut();
    setDoor({ kind: 'signedOut', failure: null, isEnded: false });
  };
  const head = { tongue, change, site, sites: door.kind === 'open' ? door.sites.sites : [] };
  if (door.kind === 'open' && site)
    return (
      <Office
        key={site.name}
        {...{ api, tongue, view, change, site, sites: door.sites, now, signedOut }}
        head={{ ...head, signOut }}
      />
    );
  return (
    <>
      <Masthead {...head} signOut={door.kind === 'open' ? signOut : null} />
      {door.kind === 'opening' && (
        <main class="door" aria-busy="true">
          <p class="note">{say('loading')}</p>
        </main>
      )}
      {door.kind === 'signedOut' && (
        <SignIn tongue={tongue} signIn={signIn} failure={door.failure} isEnded={door.isEnded} />
      )}
      {door.kind === 'failed' && (
        <main class="door">
          <h1>{say('offline.title')}</h1>
          <p class="lead" role="alert">
            {say('offline.lead')}
          </p>
          <button type="button" class="button primary" onClick={open}>
            {say('retry')}
          </button>
        </main>
      )}
      {door.kind === 'open' && (
        <main class="door">
          <h1>{say('page.name')}</h1>
          <p class="lead">{say('sites.none')}</p>
        </main>
      )}
    </>
  );
}

type OfficeProps = Pick<Desk, 'api' | 'view' | 'change' | 'site' | 'signedOut'> & {
  readonly tongue: ReturnType<typeof tongueOf>;
  readonly sites: Sites;
  readonly now: () => number;
  readonly head: Parameters<typeof Masthead>[0];
};

/** One site's desk: its days, its news, its panels. */
function Office({ api, tongue, view, change, site, sites, now, signedOut, head }: OfficeProps) {
  const news = useNews(api, site.name, site.sample === true);
  const today = useToday(api, site, now);
  const range = useMemo(
    () => rangeOf(view.range, today ?? 0, view.custom),
    [view.range, today, view.custom?.from, view.custom?.to],
  );
  const previous = useMemo(() => measured(previousOf(view.range, range), site), [view.range, range, site]);
  const [renewals, setRenewals] = useState(0);
  const renew = useCallback(() => setRenewals((count) => count + 1), []);
  const { k, retentionMonths } = sites;
  if (today === null) return <Masthead {...head} />;
  const desk: Desk = {
    ...tongue,
    ...{
      api,
      view,
      change,
      site,
      sites: sites.sites,
      k,
      today,
      range,
      previous,
      edition: news.edition + renewals,
      renew,
      retentionMonths,
      signedOut,
    },
  };
  return (
    <DeskContext.Provider value={desk}>
      <a class="skip" href="#figures">
        {tongue.say('skip')}
      </a>
      <Masthead {...head}>{!site.sample && <Strip news={news} />}</Masthead>
      <Reports news={news} searchK={sites.searchK} isOwner={sites.role === 'owner' && !site.sample} />
    </DeskContext.Provider>
  );
}

/** The site's today; for made-up traffic, which stands still, the last day it has. Null while that is being asked. */
function useToday(api: Api, site: Site, now: () => number): number | null {
  const [last, setLast] = useState<number | null>(null);
  useEffect(() => {
    if (!site.sample) return;
    void api.get<Report<'summary'>>('v1/reports/summary', [['site', site.name]]).then((answer) => {
      setLast('value' in answer ? parseDay(answer.value.to) : dayOf(now(), site.zone));
    });
  }, [api, site.name]);
  return site.sample ? last : dayOf(now(), site.zone);
}

/** The view lives in the address: every change is a step that "back" undoes. */
function useAddress(): [View, (part: Partial<View>) => void] {
  const [view, setView] = useState(() => readView(location.search));
  const current = useRef(view);
  current.current = view;
  useEffect(() => {
    const follow = () => setView(readView(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const change = useCallback((part: Partial<View>) => {
    const next = { ...current.current, ...part };
    const search = writeView(next);
    if (search !== location.search) history.pushState(null, '', `${location.pathname}${search}`);
    setView(readView(search));
  }, []);
  return [view, change];
}

/** A period that began before the site's first figures is no measure of anything. */
function measured(previous: Range | null, { since }: Site): Range | null {
  return previous && since && previous.from < parseDay(since) ? null : previous;
}

function siteIn({ sites }: Sites, name: string | null): Site | null {
  return sites.find((site) => site.name === name) ?? sites.find((site) => !site.sample) ?? sites[0] ?? null;
}
