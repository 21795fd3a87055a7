import { useRef, useState } from 'preact/hooks';
import type { Failure } from './api.ts';
import type { Tongue } from './desk.ts';
import { refusalName } from './names.ts';

interface SignInProps {
  readonly tongue: Tongue;
  /** Answers why it failed, or null. */
  readonly signIn: (token: string) => Promise<Failure | null>;
  /** What went wrong before the form was shown, as with a link that is too old. */
  readonly failure: Failure | null;
  /** True where a session has just ended. */
  readonly isEnded: boolean;
}

/** The page for whoever is not signed in. */
export function SignIn({ tongue: { say, formats, texts }, signIn, failure, isEnded }: SignInProps) {
  const [error, setError] = useState<Failure | 'empty' | null>(failure);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? '';
    setError(token === '' ? 'empty' : null);
    if (token === '') return field.current?.focus();
    setBusy(true);
    setError(await signIn(token));
    setBusy(false);
    field.current?.focus();
  };
  return (
    <main class="door">
      <h1>{say('sign.title')}</h1>
      {isEnded && !error && <p role="status">{say('sign.ended')}</p>}
      <p class="lead">{say('sign.lead')}</p>
      <form onSubmit={submit} noValidate>
        <label for="token">{say('sign.token')}</label>
        <input
          id="token"
          ref={field}
          type="password"
          name="token"
          autocomplete="current-password"
          spellcheck={false}
          aria-invalid={error !== null}
          aria-describedby={error ? 'token-error' : undefined}
        />
        <button type="submit" class="button primary" aria-disabled={isBusy}>
          {isBusy ? say('loading') : say('sign.go')}
        </button>
        {error && (
          <p class="wrong" id="token-error" role="alert">
            {error === 'empty' ? say('sign.empty') : wordsFor(error)}
          </p>
        )}
      </form>
    </main>
  );

  function wordsFor(why: Failure): string {
    switch (why.kind) {
      case 'signedOut':
        return say('sign.wrong');
      case 'wait':
        return say('sign.wait', { time: formats.duration(why.seconds) });
      case 'offline':
        return `${say('offline.title')}. ${say('offline.lead')}`;
      case 'refused':
        return refusalName(why, texts);
    }
  }
}
