import type { ComponentChildren } from 'preact';
import { languages, type View } from './address.ts';
import type { Site, Tongue } from './desk.ts';

/** Each language by its own name: whoever cannot read the page must still find the way to their own. */
const ownNames = { ru: 'Русский', kk: 'Қазақша', en: 'English' } as const;

interface MastheadProps {
  readonly tongue: Tongue;
  readonly change: (part: Partial<View>) => void;
  readonly site: Site | null;
  readonly sites: readonly Site[];
  readonly children?: ComponentChildren;
  /** Null: nobody is signed in. */
  readonly signOut: (() => void) | null;
}

/** The head of the page: whose figures, what is happening now, the language and the way out. */
export function Masthead({ tongue, change, site, sites, children, signOut }: MastheadProps) {
  const { say, language } = tongue;
  return (
    <header class="masthead">
      <div class="name">
        <p class="brand">Kelisim</p>
        {site && sites.length > 1 ? (
          <label class="field">
            <span class="unseen">{say('site')}</span>
            <select
              value={site.name}
              onChange={({ currentTarget }) => change({ site: currentTarget.value, filters: [], panel: null })}
            >
              {sites.map(({ name, sample }) => (
                <option key={name} value={name}>
                  {sample ? say('sample') : name}
                </option>
              ))}
            </select>
          </label>
        ) : (
          site && <p class="site">{site.name}</p>
        )}
      </div>
      {children}
      <nav class="aside" aria-label={say('language')}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => change({ language: one })}
          >
            {ownNames[one].slice(0, 3)}
            <span class="tail">{ownNames[one].slice(3)}</span>
          </button>
        ))}
        {signOut && (
          <button type="button" class="out" onClick={signOut}>
            {say('sign.out')}
          </button>
        )}
      </nav>
    </header>
  );
}
