import type { Config } from '../consent/config.ts';
import type { Agreement } from '../consent/gates/forms.ts';
import { watch } from '../consent/gates/watch.ts';
import type { FormReceipt, Kept, ReceiptBase } from '../wire/receipt.ts';
import { agreement as en } from '../words/en.ts';
import { agreement as kk } from '../words/kk.ts';
import { agreement as ru } from '../words/ru.ts';
import type { AgreementTexts } from '../words/texts.ts';
import { element, linked } from './element.ts';
import type { Speech } from './speech.ts';

/** What makes the form's own receipt, and the place where it rests. */
export interface FormReceipts {
  make<P>(config: Config, said: string, part: P, at: number): Promise<Kept<ReceiptBase & P>>;
  keepForm(kept: Kept<FormReceipt>): Promise<void>;
}

const texts: Record<string, AgreementTexts> = { ru, kk, en };
const box = '[data-kelisim-agreement]';
const forms = 'form[data-kelisim-form]';
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
    const { forms, operator, policy, site } = config;
    const none = say('agreement.none');
    return say('agreement.items', {
      ...{ name: site, bin: '–', nameField: '–', data: '–', purposes: '–', term: '–', email: '–' },
      ...{ thirdParties: none, crossborder: none, publication: none },
      ...(operator as Record<string, string>),
      ...(forms as Record<string, string>),
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

  /** Writes one of the hidden fields that travel with the form, and answers it. */
  function put(form: HTMLFormElement, name: string, value: string) {
    const full = `kelisim-${name}`;
    const field =
      form.querySelector<HTMLInputElement>(`input[name=${full}]`) ?? element('input', { type: 'hidden', name: full });
    field.value = value;
    if (!field.form) form.append(field);
    return field;
  }

  function boxOf(form: HTMLFormElement): HTMLInputElement {
    return form.querySelector<HTMLInputElement>(box) ?? build(form);
  }

  function complain(form: HTMLFormElement) {
    const input = boxOf(form);
    const { phone } = config.operator;
    const error =
      form.querySelector('.kelisim-error') ??
      element('p', { class: 'kelisim-error', id: `${input.id || 'kelisim'}-error`, role: 'alert' });
    (input.closest('.kelisim-sentence,label') ?? input).after(error);
    error.textContent = `${say('form.error')} ${phone ? say('form.call', { phone }) : ''}`;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', error.id);
    input.focus();
  }

  /** Fills the hidden fields, and answers how to keep the form's own receipt once it is sent. */
  async function fill(form: HTMLFormElement, input: HTMLInputElement) {
    const { policy } = config;
    const { language } = speech;
    const words = input.closest('.kelisim-agreement')
      ? `${said(say('agreement.sentence'))}\n${items()}`
      : (input.labels?.[0]?.innerText ?? '');
    const { make, keepForm } = await load('receipts');
    const { operator, forms } = config;
    const none = say('agreement.none');
    const part: Omit<FormReceipt, keyof ReceiptBase> = {
      act: 'given',
      language,
      surface: 'form',
      method: 'pointer',
      purposes: { agreement: true },
      form: form.dataset.kelisimForm ?? '',
      items: {
        operator: `${operator.name ?? config.site} ${operator.bin ?? ''}`,
        subject: forms.nameField ?? '',
        data: forms.data ?? '',
        purposes: forms.purposes ?? '',
        term: forms.term ?? '',
        thirdParties: forms.thirdParties ?? none,
        crossborder: forms.crossborder ?? none,
        publication: forms.publication ?? none,
      },
      onBehalf: false,
    };
    const kept = await make(config, words, part, Date.now());
    if (!input.checked) return;
    const { id, text } = kept.receipt;
    const fields = { policy: policy.version, text, language, at: new Date(kept.at).toISOString(), receipt: id };
    for (const [name, value] of Object.entries(fields)) put(form, name, value);
    return () => keepForm(kept);
  }

  function empty(form: HTMLFormElement) {
    for (const name of ['policy', 'text', 'language', 'at', 'receipt']) put(form, name, '');
  }

  const kept = new WeakMap<HTMLFormElement, ReturnType<typeof fill>>();
  const attended = new WeakSet<HTMLInputElement>();

  function attendForm(form: HTMLFormElement) {
    const input = boxOf(form);
    if (attended.has(input)) return;
    attended.add(input);
    if (input.checked) console.warn('kelisim: a pre-ticked agreement was unticked', input);
    input.checked = input.defaultChecked = false;
    if (typeof form.submit === 'function')
      form.submit = () => {
        if (!boxOf(form).checked) console.warn('kelisim: form.submit() skips the agreement; use requestSubmit()', form);
        HTMLFormElement.prototype.submit.call(form);
      };
  }

  return {
    attend(held) {
      watch(forms, (form) => attendForm(form as HTMLFormElement));
      const on = (type: string, react: (form: HTMLFormElement, event: Event) => void) =>
        document.addEventListener(
          type,
          (event) => {
            const target = event.target as HTMLElement;
            const form = target.closest<HTMLFormElement>(forms);
            if (form && (target === form || target.matches(box))) react(form, event);
          },
          true,
        );
      on('invalid', (form, event) => {
        event.preventDefault();
        complain(form);
      });
      on('change', (form) => {
        const input = boxOf(form);
        if (!input.checked) return empty(form);
        form.querySelector('.kelisim-error')?.remove();
        input.removeAttribute('aria-invalid');
        kept.set(form, fill(form, input));
      });
      on('reset', empty);
      on('submit', (form, event) => {
        const filling = kept.get(form);
        const ticked = boxOf(form).checked;
        if (ticked && !filling) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!ticked || !filling) return complain(form);
        // Sent on as soon as the receipt is in the form; without one where none could be made.
        filling
          .then((keep) => keep?.())
          .catch((error) => console.warn('kelisim: the form goes without a receipt', error))
          .then(() => {
            kept.delete(form);
            form.requestSubmit((event as SubmitEvent).submitter);
          });
      });
      addEventListener('pageshow', ({ persisted }) => {
        if (persisted)
          for (const form of document.querySelectorAll<HTMLFormElement>(forms)) {
            boxOf(form).checked = false;
            empty(form);
          }
      });
      if (held) complain(held);
    },
  };
}
