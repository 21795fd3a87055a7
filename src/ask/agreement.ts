import type { Config } from '../consent/config.ts';
import type { Agreement } from '../consent/gates/forms.ts';
import { watch } from '../consent/gates/watch.ts';
import { agreement as en } from '../words/en.ts';
import { agreement as kk } from '../words/kk.ts';
import { agreement as ru } from '../words/ru.ts';
import type { AgreementTexts } from '../words/texts.ts';
import { element, linked } from './element.ts';
import type { Speech } from './speech.ts';

/** Hashing and ids, and the place where the form's own receipt rests. */
export interface FormReceipts {
  hash(text: string): Promise<string>;
  randomId(): string;
  keepForm(form: FormReceipt): Promise<void>;
}

/** The proof of a form's agreement; it stays on the device and in the form, and is never posted. */
export interface FormReceipt {
  readonly id: string;
  readonly form: string;
  readonly text: string;
  readonly words: string;
  readonly language: string;
  readonly at: number;
  readonly policy: { readonly url: string; readonly version: string };
}

const texts: Record<string, AgreementTexts> = { ru, kk, en };
const box = '[data-kelisim-agreement]';
const said = (sentence: string) => sentence.replace(/\{\/?link\}/g, '');

/**
 * Creates what puts the agreement into a form: the policy's sentence with its box, unticked, before the submit button,
 * in the light DOM; the seven items of the law under it; and the hidden fields that travel with the form.
 *
 * Source: policy §14; Law 94-V, art. 8(4).
 */
export function createAgreement(
  config: Config,
  speech: Speech,
  load: (name: 'receipts') => Promise<FormReceipts>,
): Agreement {
  const say = (key: keyof AgreementTexts, values = {}) => speech.say(key, values, texts[speech.language]);

  function items(): string {
    const { forms, operator, policy } = config;
    const none = say('agreement.none');
    return say('agreement.items', {
      name: operator.name ?? config.site,
      bin: operator.bin ?? '–',
      nameField: forms.nameField ?? '–',
      dataList: forms.data ?? '–',
      purposes: forms.purposes ?? '–',
      term: forms.term ?? '–',
      thirdParties: forms.thirdParties ?? none,
      crossborder: forms.crossborder ?? none,
      publication: forms.publication ?? none,
      email: operator.email ?? '–',
      version: policy.version,
    });
  }

  function build(form: HTMLFormElement): HTMLInputElement {
    const input = element('input', { type: 'checkbox', required: true, 'data-kelisim-agreement': true });
    const id = `kelisim-agreement-${form.dataset.kelisimForm}`;
    input.id = id;
    const label = element('label', { for: id }, ...linked(say('agreement.sentence'), config.policy.url));
    const details = element(
      'details',
      { class: 'kelisim-details' },
      element('summary', {}, say('agreement.details')),
      element('p', {}, items()),
    );
    const holder = element(
      'div',
      { class: 'kelisim-agreement', lang: speech.language },
      element('div', { class: 'kelisim-sentence' }, input, label),
      details,
    );
    const submit = form.querySelector('button:not([type=button],[type=reset]),input[type=submit],input[type=image]');
    let place: Element | null = submit;
    while (place?.parentElement && place.parentElement !== form && place.parentElement.childElementCount === 1)
      place = place.parentElement;
    if (place) place.before(holder);
    else form.append(holder);
    return input;
  }

  function hidden(form: HTMLFormElement, name: string): HTMLInputElement {
    const found = form.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`);
    if (found) return found;
    const made = element('input', { type: 'hidden', name });
    form.append(made);
    return made;
  }

  function boxOf(form: HTMLFormElement): HTMLInputElement {
    return form.querySelector<HTMLInputElement>(box) ?? build(form);
  }

  function complain(form: HTMLFormElement) {
    const input = boxOf(form);
    const phone = config.operator.phone ? ` ${say('form.call', { phone: config.operator.phone })}` : '';
    const message = say('form.error') + phone;
    let error = form.querySelector<HTMLElement>('.kelisim-error');
    if (!error) {
      error = element('p', { class: 'kelisim-error', id: `${input.id || 'kelisim'}-error`, role: 'alert' });
      (input.closest('.kelisim-sentence') ?? input.closest('label') ?? input).after(error);
    }
    error.textContent = message;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', error.id);
    input.focus();
  }

  async function fill(form: HTMLFormElement, input: HTMLInputElement, id: string) {
    const label = input.labels?.[0]?.innerText ?? said(say('agreement.sentence'));
    const words = input.closest('.kelisim-agreement') ? `${said(say('agreement.sentence'))}\n${items()}` : label;
    const { policy } = config;
    const at = Date.now();
    // The hash is the only part that takes a moment; until it is there the field is empty, and the words still travel.
    const fields = {
      policy: policy.version,
      text: '',
      language: speech.language,
      at: new Date(at).toISOString(),
      receipt: id,
    };
    for (const [name, value] of Object.entries(fields)) hidden(form, `kelisim-${name}`).value = value;
    const { hash, keepForm } = await load('receipts');
    const text = await hash(words);
    if (hidden(form, 'kelisim-receipt').value === id) hidden(form, 'kelisim-text').value = text;
    return () =>
      keepForm({
        id,
        form: form.dataset.kelisimForm ?? '',
        text,
        words,
        language: speech.language,
        at,
        policy: { url: policy.url, version: policy.version },
      });
  }

  function empty(form: HTMLFormElement) {
    for (const name of ['policy', 'text', 'language', 'at', 'receipt']) hidden(form, `kelisim-${name}`).value = '';
  }

  const keeping = new WeakMap<HTMLFormElement, Promise<() => Promise<void>>>();
  const attended = new WeakSet<HTMLFormElement>();

  function attendForm(form: HTMLFormElement) {
    if (attended.has(form) && form.querySelector(box)) return;
    const input = boxOf(form);
    if (input.checked) console.warn('kelisim: a pre-ticked agreement is no consent; it was unticked', input);
    input.checked = input.defaultChecked = false;
    input.addEventListener('invalid', (event) => {
      event.preventDefault();
      complain(form);
    });
    input.addEventListener('change', () => {
      if (!input.checked) return empty(form);
      form.querySelector('.kelisim-error')?.remove();
      input.removeAttribute('aria-invalid');
      keeping.set(
        form,
        load('receipts').then(({ randomId }) => fill(form, input, randomId())),
      );
    });
    if (attended.has(form)) return;
    attended.add(form);
    form.addEventListener('reset', () => empty(form));
    if (typeof form.submit === 'function')
      form.submit = () => {
        if (!boxOf(form).checked)
          console.warn('kelisim: form.submit() went past the agreement; call requestSubmit()', form);
        HTMLFormElement.prototype.submit.call(form);
      };
  }

  return {
    attend(held) {
      watch('form[data-kelisim-form]', (form) => attendForm(form as HTMLFormElement));
      window.addEventListener('pageshow', (event) => {
        if (!event.persisted) return;
        for (const form of document.querySelectorAll<HTMLFormElement>('form[data-kelisim-form]')) {
          boxOf(form).checked = false;
          empty(form);
        }
      });
      document.addEventListener(
        'submit',
        (event) => {
          const form = event.target as HTMLFormElement;
          if (!form.matches('form[data-kelisim-form]')) return;
          if (boxOf(form).checked) {
            keeping
              .get(form)
              ?.then((keep) => keep())
              .catch((error) => console.warn('kelisim: the form’s receipt could not be kept', error));
            return;
          }
          event.preventDefault();
          event.stopImmediatePropagation();
          complain(form);
        },
        true,
      );
      if (held) complain(held);
    },
  };
}
