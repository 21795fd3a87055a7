import type { Config } from '../consent/config.ts';
import { whoIn } from './operator.ts';
import type { Say } from './tell.ts';

/** Who answers for it all, and their policy. */
export function Who({ config, say }: { readonly config: Config; readonly say: Say }) {
  return (
    <p class="who">
      {whoIn(config, say).join(' · ')}{' '}
      <a href={config.policy.url} target="_blank" rel="noopener">
        {say('policy.link')}
      </a>
    </p>
  );
}
