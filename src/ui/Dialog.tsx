import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Language } from '../wire/config.ts';
import { showModal } from './modal.ts';
import type { Say } from './tell.ts';

const languageNames: Record<Language, string> = { ru: 'Русский', kk: 'Қазақша', en: 'English' };

interface Props {
  readonly id: string;
  readonly title: string;
  readonly say: Say;
  readonly language: Language;
  readonly languages: readonly Language[];
  readonly speak: (language: Language) => void;
  readonly close: () => void;
  /** What was just done; it is announced, and takes the focus, since the button that did it may be gone. */
  readonly status: string;
  /** The buttons that stay in sight. */
  readonly foot: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of every dialog of ours: its title and way out, the languages, what it shows, and its buttons. */
export function Dialog({ id, title, say, language, languages, speak, close, status, foot, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (dialog.current) showModal(dialog.current, close);
  }, []);
  useLayoutEffect(() => {
    if (status) said.current?.focus();
  }, [status]);
  return (
    <dialog ref={dialog} lang={language} aria-labelledby={id} onClose={close}>
      <form method="dialog" onSubmit={(event) => event.preventDefault()}>
        <div class="head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="quiet x" data-kelisim-action="close" aria-label={say('close')} onClick={close}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        </div>
        <div class="body" tabindex={-1}>
          {languages.length > 1 && (
            <fieldset class="langs" aria-label="Тіл · Язык · Language">
              {languages.map((other) => (
                <button
                  key={other}
                  type="button"
                  class="quiet"
                  lang={other}
                  aria-pressed={other === language}
                  onClick={() => speak(other)}
                >
                  {languageNames[other]}
                </button>
              ))}
            </fieldset>
          )}
          {children}
        </div>
        <p role="status" ref={said} tabindex={-1}>
          {status}
        </p>
        {foot && <div class="foot">{foot}</div>}
      </form>
    </dialog>
  );
}
