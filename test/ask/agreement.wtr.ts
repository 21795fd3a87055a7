import { expect } from 'chai';
import { createAgreement } from '../../src/ask/agreement.ts';
import * as sealChunk from '../../src/ask/seal.ts';
import type { FormReceipt, Kept, ReceiptBase } from '../../src/wire/receipt.ts';
import { configOf } from '../consent/world.ts';
import { until } from '../telemetry/until.ts';
import { put, speechFor, warnings } from './world.ts';

const config = configOf({
  operator: { name: 'ТОО «Пример»', bin: '061211600012', email: 'privacy@example.kz', phone: '8 (727) 000-00-00' },
  forms: {
    data: 'имя, телефон',
    purposes: 'запись',
    term: '30 дней',
    nameField: 'Имя',
    newsletter: true,
    crossborder: 'США',
  },
  languages: ['ru'],
});
const sentence = 'Я даю согласие на обработку персональных данных на условиях Политики обработки персональных данных';

suite('a form’s agreement', () => {
  // It listens for as long as the page lives: one for all tests, each with a form of its own.
  const kept: Kept<FormReceipt>[] = [];
  const said: string[] = [];
  let ids = 0;
  const receipts: sealChunk.FormReceipts = {
    async make<P>(_: unknown, words: string, part: P, at: number) {
      said.push(words);
      const base = {
        v: 1,
        id: `form-receipt-${String(++ids).padStart(9, '0')}`,
        text: 'a'.repeat(64),
        policy: config.policy,
      };
      return { receipt: { ...base, ...part } as unknown as ReceiptBase & P, at, words, operator: config.operator };
    },
    async keepForm(one) {
      kept.push(one);
    },
  };
  const chunks = { receipts, seal: sealChunk, digest: { sha256: () => '' } };
  let place: HTMLElement;
  let sent: FormData[] = [];

  suiteSetup(() => {
    createAgreement(config, speechFor(config), async (name) => chunks[name]).attend(undefined);
    // The site's own code sends by fetch: it reads the form in its submit handler.
    document.addEventListener('submit', (event) => {
      event.preventDefault();
      sent.push(new FormData(event.target as HTMLFormElement, (event as SubmitEvent).submitter));
    });
  });
  setup(() => {
    sent = [];
    kept.length = 0;
    said.length = 0;
  });
  teardown(() => place.remove());

  const boxes = () => [...place.querySelectorAll<HTMLInputElement>('[data-kelisim-agreement]')];
  const box = () => boxes()[0] as HTMLInputElement;
  const error = () => place.querySelector<HTMLElement>('.kelisim-error');
  const find = <E extends HTMLElement = HTMLInputElement>(selector: string) => place.querySelector(selector) as E;
  const field = (name: string) => find(`[name=kelisim-${name}]`)?.value ?? '';
  const form = async (inside: string, attributes = '') => {
    place = put(`<form data-kelisim-form="appointment" ${attributes}>${inside}</form>`);
    await until(() => boxes().length === 1);
  };
  const plain = '<p><input name="name"></p><p><button>Send</button></p>';
  const tick = async () => {
    box().click();
    await until(() => field('receipt') !== '');
  };

  test('C-35: the policy’s sentence goes in before the submit button, in the light DOM, unticked, its last words the link', async () => {
    await form(plain);
    const [label] = box().labels ?? [];
    const link = label?.querySelector('a');
    expect(label?.textContent).to.equal(sentence);
    expect(sentence.endsWith(link?.textContent ?? '?')).to.equal(true);
    expect([link?.getAttribute('href'), link?.target, link?.rel]).to.deep.equal(['/policy', '_blank', 'noopener']);
    expect([box().checked, box().required, box().getAttribute('autocomplete')]).to.deep.equal([false, true, 'off']);
    expect(find('.kelisim-agreement').getRootNode() === document).to.equal(true);
    const order = box().compareDocumentPosition(find('button'));
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING).to.not.equal(0);
  });

  test('C-35, C-38: the owner’s own box is adopted with its sentence; a pre-ticked one is unticked with a warning', async () => {
    const lines = await warnings(() =>
      form(`<label lang="kk"><input type="checkbox" checked data-kelisim-agreement> Келісемін</label>${plain}`),
    );
    expect(lines.flat().join()).to.match(/unticked/);
    expect([box().checked, box().defaultChecked, box().required]).to.deep.equal([false, false, true]);
    expect(find('label').textContent).to.equal(' Келісемін');
    expect(find('label').nextElementSibling?.className).to.equal('kelisim-details');
    await tick();
    expect(field('language')).to.equal('kk');
    expect(said[0]).to.match(/^ Келісемін Оператор: ТОО «Пример», БИН 061211600012/);
  });

  for (const [way, inside, attributes, send] of [
    ['a click', plain, '', () => find('button').click()],
    ['a click on something within the button', '<button><b>Send</b></button>', '', () => find('b').click()],
    ['requestSubmit()', plain, '', () => find<HTMLFormElement>('form').requestSubmit()],
    ['a second submit button', `${plain}<input type="submit" id="second">`, '', () => find('#second').click()],
    [
      'a button that skips validation',
      `${plain}<button formnovalidate id="skip">x</button>`,
      '',
      () => find('#skip').click(),
    ],
    ['a form that does not validate', plain, 'novalidate', () => find('button').click()],
    ['an image button', '<input type="image" alt="Send">', '', () => find('[type=image]').click()],
    [
      'fields named as the form’s own properties',
      '<input name="form"><input name="submit"><input name="checked"><button>x</button>',
      '',
      () => find('button').click(),
    ],
  ] as const)
    test(`C-36: ${way} is held until the box is ticked, and then goes once with its receipt`, async () => {
      await form(inside, attributes);
      send();
      await until(() => error() !== null);
      expect(sent).to.have.length(0);
      expect(document.activeElement === box()).to.equal(true, 'the focus is on the box');
      expect(error()?.getAttribute('role')).to.equal('alert');
      expect(error()?.textContent).to.equal(
        'Чтобы отправить форму, отметьте согласие. Или позвоните: 8 (727) 000-00-00',
      );
      expect(box().getAttribute('aria-describedby')).to.equal(error()?.id);
      await tick();
      expect([error() === null, box().getAttribute('aria-invalid')]).to.deep.equal([true, null]);
      send();
      send(); // twice is once
      await until(() => sent.length === 1);
      expect(sent[0]?.get('kelisim-receipt')).to.equal(kept[0]?.receipt.id);
      const follows = box().compareDocumentPosition(find('button,[type=image]')) & Node.DOCUMENT_POSITION_FOLLOWING;
      expect(follows).to.not.equal(0);
      expect(kept).to.have.length(1);
    });

  test('C-36: a button outside its form is held as well', async () => {
    place = put(`<form id="far" data-kelisim-form="far"><input name="name"></form><button form="far">Send</button>`);
    await until(() => boxes().length === 1);
    expect(find('form').contains(box())).to.equal(true);
    find('button').click();
    await until(() => error() !== null);
    expect(sent).to.have.length(0);
    await tick();
    find('button').click();
    await until(() => sent.length === 1);
  });

  test('C-36: a page that asks whether its form is valid while somebody types moves no focus and shows no error', async () => {
    await form(plain);
    find('[name=name]').focus();
    expect(find<HTMLFormElement>('form').checkValidity()).to.equal(false);
    await new Promise((done) => setTimeout(done));
    expect(document.activeElement === find('[name=name]')).to.equal(true, 'the focus is in the field');
    expect(error() === null).to.equal(true);
  });

  test('C-36: where another field is wrong too, the browser says that, and the form stays', async () => {
    await form('<input name="name" required><button>Send</button>');
    find('button').click();
    await until(() => error() !== null);
    expect(document.activeElement === find('[name=name]')).to.equal(true, 'the focus is in the field');
    expect(sent).to.have.length(0);
  });

  test('C-36: form.submit() by the site’s own code is reported', async () => {
    await form(plain, 'target="nowhere" action="about:blank"');
    place.append(Object.assign(document.createElement('iframe'), { name: 'nowhere', hidden: true }));
    const lines = await warnings(() => find<HTMLFormElement>('form').submit());
    expect(lines.flat().join()).to.match(/form\.submit\(\)/);
    await tick();
    expect(await warnings(() => find<HTMLFormElement>('form').submit())).to.deep.equal([]);
  });

  test('C-37: version, hash, language, time and the form’s own receipt travel as hidden fields', async () => {
    await form(plain);
    expect(field('receipt')).to.equal('');
    await tick();
    const data = new FormData(find<HTMLFormElement>('form'));
    expect(data.get('kelisim-policy')).to.equal('2026-11-01');
    expect(data.get('kelisim-text')).to.match(/^[0-9a-f]{64}$/);
    expect(data.get('kelisim-language')).to.equal('ru');
    expect(Math.abs(Date.parse(String(data.get('kelisim-at'))) - Date.now())).to.be.below(60_000);
    expect(data.getAll('kelisim-receipt')).to.have.length(1);
    expect(kept).to.have.length(0, 'nothing is kept of a form that was not sent');
    box().click();
    expect(new FormData(find<HTMLFormElement>('form')).get('kelisim-receipt')).to.equal('', 'unticked again');
  });

  test('C-37: the fields are there even where the page has drawn its form anew around the ticked box', async () => {
    await form(plain);
    await tick();
    for (const hidden of place.querySelectorAll('[type=hidden]')) hidden.remove();
    find('button').click();
    await until(() => sent.length === 1);
    expect(sent[0]?.get('kelisim-receipt')).to.equal(kept[0]?.receipt.id);
  });

  test('C-38: forms drawn anew keep exactly one box, unticked', async () => {
    await form(plain);
    await tick();
    const whole = find('form').outerHTML;
    find('form').innerHTML = plain;
    await until(() => boxes().length === 1);
    expect(box().checked).to.equal(false);
    expect(place.querySelectorAll('.kelisim-details,.kelisim-box')).to.have.length(3);
    place.innerHTML = whole;
    await until(() => place.querySelector('form')?.requestSubmit !== HTMLFormElement.prototype.requestSubmit);
    expect([boxes().length, box().checked, field('receipt')]).to.deep.equal([1, false, '']);
    expect(place.querySelectorAll('.kelisim-details,.kelisim-box')).to.have.length(3);
    find('button').click();
    expect(sent).to.have.length(0);
  });

  test('C-38: an owner’s box that comes later takes the place of ours', async () => {
    await form(plain);
    find('form').insertAdjacentHTML('afterbegin', '<label><input type="checkbox" data-kelisim-agreement>Own</label>');
    await until(() => boxes().length === 1);
    expect(box().labels?.[0]?.textContent).to.equal('Own');
    expect(place.querySelectorAll('.kelisim-details,.kelisim-box')).to.have.length(3);
  });

  test('C-38: reset leaves the box unticked and the fields empty, and a script’s tick is no answer', async () => {
    await form(`${plain}<button type="reset">Reset</button>`);
    await tick();
    find('[type=reset]').click();
    expect([box().checked, field('receipt')]).to.deep.equal([false, '']);
    box().checked = true;
    find('button').click();
    await until(() => error() !== null);
    expect(box().checked).to.equal(false);
    expect(sent).to.have.length(0);
  });

  test('C-38: several forms on a page have a box each', async () => {
    place = put(
      ['a', 'b'].map((name) => `<form data-kelisim-form="appointment" id="${name}"><button>x</button></form>`).join(''),
    );
    await until(() => boxes().length === 2);
    expect(new Set(boxes().map(({ id }) => id)).size).to.equal(2);
    find('#b label').click();
    expect(boxes().map(({ checked }) => checked)).to.deep.equal([false, true]);
  });

  test('C-39: the seven items open under the label, and are part of the words', async () => {
    await form(plain);
    const items = find('.kelisim-items').textContent ?? '';
    for (const part of [
      'ТОО «Пример», БИН 061211600012',
      'поле «Имя»',
      'имя, телефон',
      '30 дней',
      'третьим лицам: нет',
      'Трансграничная передача: США',
      'общедоступных источниках: нет',
    ])
      expect(items).to.contain(part);
    expect(find<HTMLDetailsElement>('.kelisim-details').open).to.equal(false);
    await tick();
    expect(said[0]).to.contain(`${sentence} ${items}`);
  });

  test('C-39: a representative reads another sentence, ticks anew, and the receipt says so', async () => {
    await form(
      `<label><input type="radio" name="who" id="me" checked>Me</label>
       <label><input type="radio" name="who" id="other" data-kelisim-on-behalf>My child</label>${plain}`,
    );
    await tick();
    find('#other').click();
    await until(() => /^Я законный представитель/.test(box().labels?.[0]?.textContent ?? ''));
    expect([box().checked, field('receipt')]).to.deep.equal([false, '']);
    await tick();
    find('button').click();
    await until(() => sent.length === 1);
    expect(sent[0]?.get('kelisim-on-behalf')).to.equal('yes');
    expect(kept[0]?.receipt.onBehalf).to.equal(true);
    expect(kept[0]?.words).to.match(/^Я законный представитель/);
    find('#me').click();
    await until(() => box().labels?.[0]?.textContent === sentence);
    expect(box().checked).to.equal(false);
    expect(field('on-behalf')).to.equal('');
  });

  test('C-40: newsletter and cross-border boxes are separate, unticked, and refusing them does not hold the form', async () => {
    await form(plain);
    await until(() => place.querySelectorAll('.kelisim-box').length === 2);
    const [newsletter, crossborder] = ['newsletter', 'crossborder'].map((name) => find(`[name=kelisim-${name}]`));
    expect([newsletter?.checked, crossborder?.checked, newsletter?.required]).to.deep.equal([false, false, false]);
    expect(newsletter?.labels?.[0]?.textContent).to.match(/^Хочу получать рассылку/);
    expect(crossborder?.labels?.[0]?.textContent).to.equal(
      'Даю согласие на трансграничную передачу. Данные: имя, телефон. Получатель: США',
    );
    await tick();
    expect([newsletter?.checked, crossborder?.checked]).to.deep.equal([false, false]);
    find('button').click();
    await until(() => sent.length === 1);
    expect(kept[0]?.receipt.purposes).to.deep.equal({ agreement: true, newsletter: false, crossborder: false });
    expect(sent[0]?.has('kelisim-newsletter')).to.equal(false);
    newsletter?.click();
    find('button').click();
    await until(() => sent.length === 2);
    expect(sent[1]?.get('kelisim-newsletter')).to.equal('yes');
    expect(kept[1]?.receipt.purposes).to.deep.equal({ agreement: true, newsletter: true, crossborder: false });
  });
});
