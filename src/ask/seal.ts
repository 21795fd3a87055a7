import type { Config } from '../consent/config.ts';
import type { FormReceipt, Kept, ReceiptBase } from '../wire/receipt.ts';
import { boxes as en } from '../words/en.ts';
import { boxes as kk } from '../words/kk.ts';
import { boxes as ru } from '../words/ru.ts';
import type { BoxTexts, TextKey } from '../words/texts.ts';
import { element } from './element.ts';
import type { Speech } from './speech.ts';

/** What makes the form's own receipt, and the place where it rests. */
export interface FormReceipts {
  make<P>(config: Config, said: string, part: P, at: number): Promise<Kept<ReceiptBase & P>>;
  keepForm(kept: Kept<FormReceipt>): Promise<void>;
}

/** What is fetched for it; the second only on plain http, where browsers do not hash. */
export interface SealChunks {
  readonly receipts: FormReceipts;
  readonly digest: { sha256(text: string): string };
}

/** What a form needs beside its box: what seals a yes, and the boxes that stand for themselves. */
export interface Seal {
  /** The representative's sentence. */
  representative(): string;
  /** Adds the newsletter's and the cross-border box, unticked, after `place`. Refusing them does not hold the form. */
  addBoxes(form: HTMLFormElement, place: Element): void;
  /**
   * Makes the receipt of the box that was just ticked and writes the hidden fields. Answers what to do when the form is
   * sent: write them once more, since a page may have drawn its form anew, and keep the receipt on this device.
   */
  tick(form: HTMLFormElement, box: HTMLInputElement): Promise<() => Promise<void>>;
}

const texts: Record<string, BoxTexts> = { ru, kk, en };

/**
 * Creates what seals a form's yes. The receipt stays on this device and in the form; nothing of it is posted by us.
 *
 * Source: policy §3, §10, §12; Law 94-V, art. 8(4).
 */
export function createSeal(
  config: Config,
  speech: Speech,
  none: string,
  load: <N extends keyof SealChunks>(name: N) => Promise<SealChunks[N]>,
): Seal {
  const { forms, operator, site } = config;
  const { language } = speech;
  const say = (key: TextKey, values = {}) => speech.say(key, values, texts[language]);
  const items: FormReceipt['items'] = {
    operator: `${operator.name ?? site}${operator.bin ? `, ${operator.bin}` : ''}`,
    subject: forms.nameField ?? '–',
    data: forms.data ?? '–',
    purposes: forms.purposes ?? '–',
    term: forms.term ?? '–',
    thirdParties: forms.thirdParties ?? none,
    crossborder: forms.crossborder ?? none,
    publication: forms.publication ?? none,
  };
  let count = 0;

  function put(form: HTMLFormElement, name: string, value: string) {
    const full = `kelisim-${name}`;
    const field =
      form.querySelector<HTMLInputElement>(`[type=hidden][name=${full}]`) ??
      element('input', { type: 'hidden', name: full });
    field.value = value;
    if (!field.isConnected) form.append(field);
  }

  return {
    representative: () => say('agreement.representative'),

    addBoxes(form, place) {
      form.querySelectorAll('.kelisim-box').forEach((old) => void old.remove());
      for (const name of ['crossborder', 'newsletter'] as const) {
        if (!forms[name]) continue;
        const id = `kelisim-${name}-${++count}`;
        const box = element('input', {
          ...{ type: 'checkbox', id, name: `kelisim-${name}`, value: 'yes', autocomplete: 'off' },
          'data-kelisim-box': name,
        });
        const words = say(name === 'newsletter' ? name : 'form.crossborder', { ...items });
        const label = element('label', { for: id }, words);
        place.after(element('div', { class: 'kelisim-sentence kelisim-box', lang: language }, box, label));
      }
    },

    async tick(form, box) {
      const method = methodOf(box);
      const onBehalf = box.dataset.kelisimAgreement === 'on-behalf';
      const { make, keepForm } = await load('receipts');
      const shown = [box.labels?.[0], ...form.querySelectorAll('.kelisim-items,.kelisim-box label')];
      const part: Omit<FormReceipt, keyof ReceiptBase> = {
        act: 'given',
        language: (box.closest<HTMLElement>('[lang]')?.lang.slice(0, 2) ?? language) as FormReceipt['language'],
        surface: 'form',
        method,
        purposes: { agreement: true },
        form: form.dataset.kelisimForm ?? '',
        items,
        onBehalf,
      };
      const kept = await make(config, shown.map((words) => words?.textContent).join(' '), part, Date.now());
      const { at, words } = kept;
      const hash = kept.receipt.text || (await load('digest')).sha256(words);
      const receipt = { ...kept.receipt, text: hash };
      const fields = {
        policy: receipt.policy.version,
        text: receipt.text,
        language: receipt.language,
        at: new Date(at).toISOString(),
        receipt: receipt.id,
        'on-behalf': onBehalf ? 'yes' : '',
      };
      const write = () => {
        if (box.checked) for (const [name, value] of Object.entries(fields)) if (value) put(form, name, value);
      };
      write();
      return () => {
        write();
        const purposes: Record<string, boolean> = { agreement: true };
        for (const { dataset, checked } of form.querySelectorAll<HTMLInputElement>('[data-kelisim-box]'))
          purposes[dataset.kelisimBox ?? ''] = checked;
        return keepForm({ ...kept, receipt: { ...receipt, purposes } });
      };
    },
  };
}

/** A box that was ticked by a key shows its focus. Browsers that do not know the selector have no other sign. */
function methodOf(box: HTMLInputElement): FormReceipt['method'] {
  try {
    return box.matches(':focus-visible') ? 'keyboard' : 'pointer';
  } catch {
    return 'pointer';
  }
}
