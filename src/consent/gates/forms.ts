import { whenSeen } from './watch.ts';

/** What the agreement's own chunk does once it has come: it attends every form, and holds their submits itself. */
export interface Agreement {
  /** Attends all forms; `held` had been sent before the agreement came, and is told what is missing. */
  attend(held: HTMLFormElement | undefined): void;
}

/**
 * Holds the submit of every `data-kelisim-form` until its agreement has come; `load` fetches that when the first such
 * form is seen. Where it cannot be had the form is let go as it is: the owner's own required box and server still
 * refuse. Source: policy §13, §14.
 */
export async function holdForms(load: () => Promise<Agreement>): Promise<void> {
  const selector = 'form[data-kelisim-form]';
  let held: HTMLFormElement | undefined;
  let submitter: HTMLElement | null;
  const hold = (event: SubmitEvent) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(selector)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = form;
    submitter = event.submitter;
  };
  const release = () => document.removeEventListener('submit', hold, true);
  document.addEventListener('submit', hold, true);
  await whenSeen(selector);
  return load()
    .then((agreement) => agreement.attend(held))
    .then(release, (error) => {
      release();
      held?.requestSubmit(submitter);
      throw error;
    });
}
