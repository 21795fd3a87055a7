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
  let held: (SubmitEvent & { target: HTMLFormElement }) | undefined;
  const hold = (event: Event) => {
    // Asked this way round: a form with a field named `matches` has no such method any more.
    if (![...document.querySelectorAll(selector)].includes(event.target as Element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event as typeof held;
  };
  addEventListener('submit', hold, true);
  await whenSeen(selector);
  const agreement = await load().catch(console.warn);
  removeEventListener('submit', hold, true);
  if (agreement) agreement.attend(held?.target);
  else held?.target.requestSubmit(held.submitter);
}
