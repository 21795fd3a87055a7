import { expect } from 'chai';
import { attend, type EmbedAbout, type GateViews } from '../../src/consent/gates/attend.ts';
import { meet } from '../consent/world.ts';
import { until } from '../telemetry/until.ts';
import { put, ran, saying, trust, visitor, warnings } from './world.ts';

/** Views that only remember what they were asked to draw. */
function viewsInMemory() {
  const drawn: { kind: 'placeholder' | 'note'; element: Element; frame?: Element | null; about?: EmbedAbout }[] = [];
  const removed = (entry: (typeof drawn)[number]) => ({ remove: () => void drawn.splice(drawn.indexOf(entry), 1) });
  const views: GateViews = {
    placeholder(element, frame, about) {
      const entry = { kind: 'placeholder' as const, element, frame, about };
      drawn.push(entry);
      return removed(entry);
    },
    note(element) {
      const entry = { kind: 'note' as const, element };
      drawn.push(entry);
      return removed(entry);
    },
  };
  return { views, drawn };
}

const written = { ...meet, id: 'written', writtenForm: true };
const services = [meet, written, { ...meet, id: 'zoo' }];
const purposes = ['functional', 'statistics', 'video', 'crossborder'].map((id) => ({ id }));

const yes = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, true]));
const no = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, false]));

suite('gates', () => {
  // Gates attend a page for as long as it lives: one visitor for all tests, who starts each with a no.
  const { config, consent, decide } = visitor({ purposes, services });
  const { views, drawn } = viewsInMemory();
  let live: ReadonlySet<string>;
  let place: HTMLElement;
  suiteSetup(() => {
    live = attend(config, consent, views, trust);
  });
  setup(async () => {
    await decide(no(...consent.answerable));
    ran().length = 0;
    drawn.length = 0;
  });
  teardown(() => place.remove());

  test('C-12: scripts of every kind run once each, in document order where order was promised', async () => {
    place = put(`
      <script type="text/plain" data-kelisim="statistics" src="${saying('slow', 80)}"></script>
      <script type="text/plain" data-kelisim="statistics">ran.push('inline')</script>
      <script type="text/plain" data-kelisim="statistics" defer src="${saying('defer')}"></script>
      <script type="text/plain" data-kelisim="statistics" data-type="module">ran.push('module')</script>
      <script type="text/plain" data-kelisim="statistics" async src="${saying('async')}"></script>
      <script type="text/plain" data-kelisim="statistics">ran.push('last')</script>`);
    await decide(no('statistics'));
    expect(ran()).to.deep.equal([]);
    await decide(yes('statistics'));
    await until(() => ran().length === 6);
    expect(ran().filter((name) => !/async|module/.test(name))).to.deep.equal(['slow', 'inline', 'defer', 'last']);
    await decide(no('statistics'));
    await decide(yes('statistics'));
    expect(ran()).to.have.length(6);
  });

  test('C-12: a template’s nodes are moved, text and several children in their order, and go back into it', async () => {
    place = put('<template data-kelisim="functional">one <b>two</b> three<i>four</i></template>');
    const bold = (place.firstElementChild as HTMLTemplateElement).content.querySelector('b');
    await decide(no('functional'));
    expect(place.textContent).to.equal('');
    await decide(yes('functional'));
    expect(place.innerText).to.equal('one two threefour');
    expect(place.querySelector('b')).to.equal(bold);
    await decide(no('functional'));
    expect(place.innerText).to.equal('');
    await decide(yes('functional'));
    expect(place.innerText).to.equal('one two threefour');
    expect(place.querySelector('b')).to.equal(bold);
  });

  test('C-12: a template’s scripts run once, deep ones too; a later grant restores the elements only', async () => {
    place = put(
      `<template data-kelisim="functional"><script>ran.push('first')</script><div>text<script src="${saying(
        'second',
      )}"></script></div><script>ran.push('third')</script></template>`,
    );
    await decide(yes('functional'));
    await until(() => ran().length === 3);
    expect(ran()).to.deep.equal(['first', 'second', 'third']);
    await decide(no('functional'));
    await decide(yes('functional'));
    await until(() => place.querySelectorAll('script').length === 3);
    expect(ran()).to.have.length(3);
    expect(place.innerText).to.equal('text');
  });

  test('a framework’s template, its children beside the content, opens alike', async () => {
    place = put('');
    const template = document.createElement('template');
    template.dataset.kelisim = 'functional';
    template.append(document.createElement('em'), 'words');
    place.append(template);
    await decide(yes('functional'));
    expect(place.innerText).to.equal('words');
    expect(template.previousSibling?.textContent).to.equal('words');
  });

  test('a script that waits for its turn does not run after a withdrawal', async () => {
    place = put(`
      <script type="text/plain" data-kelisim="statistics" src="${location.origin}/never/404.js?${Math.random()}"></script>
      <script type="text/plain" data-kelisim="statistics">ran.push('plain')</script>
      <template data-kelisim="statistics"><script>ran.push('moved')</script><p><script>ran.push('deep')</script></p></template>`);
    // Both answers come before the first script has failed, so that the others still wait.
    consent.decide({ choices: yes('statistics'), surface: 'banner', method: 'pointer', text: '', language: 'ru' });
    await decide(no('statistics'));
    await new Promise((done) => {
      const probe = document.createElement('script');
      probe.src = `/never/404.js?${Math.random()}`;
      probe.onerror = done;
      document.head.append(probe);
    });
    expect(ran()).to.deep.equal([]);
    await decide(yes('statistics'));
    await until(() => ran().length === 3);
    expect(ran()).to.deep.equal(['plain', 'moved', 'deep']);
  });

  test('C-13: a script that throws or fails does not stop the others', async () => {
    place = put(`
      <script type="text/plain" data-kelisim="statistics" src="/nowhere/${Math.random()}.js"></script>
      <script type="text/plain" data-kelisim="statistics">ran.push('thrower'); window.addEventListener('error', (e) => { e.preventDefault(); }, { once: true }); null.x</script>
      <script type="text/plain" data-kelisim="statistics">ran.push('after')</script>`);
    const { onerror } = window;
    window.onerror = () => true;
    await decide(yes('statistics'));
    await until(() => ran().length === 2);
    window.onerror = onerror;
    expect(ran()).to.deep.equal(['thrower', 'after']);
  });

  test('C-13: a gate that throws is said once, and the others open', async () => {
    place = put(
      '<div hidden data-kelisim="functional" id="broken"></div><div hidden data-kelisim="functional" id="well"></div>',
    );
    const broken = place.querySelector('#broken') as HTMLElement;
    Object.defineProperty(broken, 'hidden', {
      get: () => true,
      set() {
        throw new Error('owned by somebody');
      },
    });
    const said = await warnings(() => decide(yes('functional')));
    expect((place.querySelector('#well') as HTMLElement).hidden).to.equal(false);
    expect(said.filter(([, element]) => element === broken)).to.have.length(1);
  });

  test('C-14: markup inserted later is gated like early markup, within 100 ms', async () => {
    place = put('');
    await decide({ functional: true, statistics: false });
    const start = performance.now();
    place.innerHTML = `<div hidden data-kelisim="functional">in</div><div data-kelisim-else="functional">out</div>
      <template data-kelisim="statistics">never</template>`;
    await until(() => place.innerText.trim() === 'in');
    expect(performance.now() - start).to.be.below(100);
  });

  test('C-15: an unknown purpose keeps the element shut, with one warning that names it', async () => {
    place = put(`<div hidden data-kelisim="functionall"></div><div hidden data-kelisim="functional|nonsense"></div>
      <div hidden data-kelisim></div><div data-kelisim="functional" data-kelisim-service="nobody"><template>x</template></div>
      <div data-kelisim-else="nonsense">limited</div>`);
    const said = await warnings(async () => {
      await decide(no('functional'));
      await decide(no('functional'));
      await decide(yes('functional'));
      place.append('changed');
      await decide(no('functional'));
      await decide(yes('functional'));
    });
    expect(said.map(([line]) => /"(.*)"/.exec(`${line}`)?.[1])).to.deep.equal([
      'functionall',
      'nonsense',
      '',
      'nobody',
      'nonsense',
    ]);
    expect(said.map(([, element]) => element)).to.deep.equal([...place.children]);
    expect([...place.children].map((child) => (child as HTMLElement).hidden)).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(place.innerText)
      .to.match(/limited/)
      .and.not.match(/x/);
  });

  test('C-15: spaces mean all of them, a bar any of them, and a purpose is compared as a whole', async () => {
    place = put(`<p hidden data-kelisim="video functional">all</p><p hidden data-kelisim="video|functional">any</p>
      <p hidden data-kelisim="video|functional statistics">both</p><p hidden data-kelisim="vid">part</p>`);
    const open = () => [...place.children].filter((child) => !(child as HTMLElement).hidden).map((p) => p.textContent);
    const table: readonly [string[], string[]][] = [
      [[], []],
      [['video'], ['any']],
      [['functional'], ['any']],
      [
        ['video', 'functional'],
        ['all', 'any'],
      ],
      [
        ['functional', 'statistics'],
        ['any', 'both'],
      ],
      [['statistics'], []],
    ];
    await warnings(async () => {
      for (const [granted, shown] of table) {
        await decide({ ...no('video', 'functional', 'statistics'), ...yes(...granted) });
        expect(open(), granted.join()).to.deep.equal(shown);
      }
    });
  });

  test('a service adds its purpose, and abroad its own yes; one in writing never opens', async () => {
    place = put(`<div data-kelisim-service="meet" data-kelisim="crossborder"><template>meet</template></div>
      <div data-kelisim-service="written" data-kelisim="video"><template>written</template></div>`);
    await decide(yes('video'));
    expect(place.innerText).to.equal('');
    expect(drawn.map(({ about }) => about?.purposes)).to.deep.equal([['crossborder:meet'], []]);
    await decide(yes('crossborder:meet'));
    expect(place.innerText.trim()).to.equal('meet');
    await decide(yes('crossborder:zoo', 'crossborder:written'));
    expect(place.innerText).to.not.match(/written/);
  });

  test('iframes and images with data-src ask for nothing until granted, and stop on a withdrawal', async () => {
    const framed = (name: string) => `data:text/html,<script>parent.postMessage('${name}','*')</script>${name}`;
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
    place = put(
      `<iframe data-kelisim="video" data-src="${framed('alive')}"></iframe><img data-kelisim="video" alt="" data-src="${pixel}">`,
    );
    const [frame, image] = [place.querySelector('iframe'), place.querySelector('img')];
    if (!frame || !image) throw new Error('no frame');
    const heard: unknown[] = [];
    addEventListener('message', ({ data, source }) => source === frame.contentWindow && heard.push(data));
    await decide(no('video'));
    expect([frame.src, image.src, frame.hidden, image.hidden]).to.deep.equal(['', '', true, true]);
    expect(drawn.map(({ element }) => element)).to.deep.equal([frame, image]);
    await decide(yes('video'));
    await until(() => heard.length === 1);
    expect([frame.hidden, image.hidden, drawn.length]).to.deep.equal([false, false, 0]);
    await decide(no('video'));
    const win = frame.contentWindow;
    await until(() => win?.location.href === 'about:blank');
    expect([frame.hasAttribute('src'), image.hasAttribute('src')]).to.deep.equal([false, false]);
    await decide(yes('video'));
    await until(() => heard.length === 2);
  });

  test('C-17: a feature is operable only when granted; its limited version says why, and goes', async () => {
    place =
      put(`<div hidden data-kelisim="functional"><template data-kelisim="video">film</template><button>heart</button></div>
      <p data-kelisim-else="functional">limited</p>`);
    const [feature, limited] = [...place.children] as [HTMLElement, HTMLElement];
    await decide(no('functional'));
    expect([feature.hidden, feature.inert, limited.hidden]).to.deep.equal([true, true, false]);
    expect(drawn.map(({ kind, element }) => [kind, element])).to.deep.equal([['note', limited]]);
    await decide(yes('functional'));
    expect([feature.hidden, feature.inert, limited.hidden, limited.inert]).to.deep.equal([false, false, true, true]);
    expect(place.innerText.trim()).to.equal('heart');
    expect(drawn).to.deep.equal([]);
    await decide(no('functional'));
    expect([feature.hidden, feature.inert, limited.hidden, limited.inert]).to.deep.equal([true, true, false, false]);
    expect(drawn).to.have.length(1);
  });

  test('C-16: once opens this one, remembers nothing, and ends with the next answer', async () => {
    place = put(`<div data-kelisim="video"><a href="#">link</a><template><iframe title="x"></iframe></template></div>
      <div data-kelisim="video"><template><iframe title="y"></iframe></template></div>`);
    await decide(no('video'));
    expect((place.querySelector('a') as HTMLElement).hidden).to.equal(true);
    expect(drawn[0]?.frame?.localName).to.equal('iframe');
    drawn[0]?.about?.once();
    expect([...place.querySelectorAll('iframe')].map(({ title }) => title)).to.deep.equal(['x']);
    expect(consent.isGranted('video')).to.equal(false);
    await decide(no('functional'));
    expect(place.querySelector('iframe')).to.equal(null);
    expect(drawn).to.have.length(2);
  });

  test('C-18: a nonce and every other attribute of a gated script survive', async () => {
    place = put(
      `<script type="text/plain" data-kelisim="statistics" nonce="abc" id="own" data-more="1" crossorigin="anonymous" referrerpolicy="origin">ran.push(document.currentScript.nonce)</script>`,
    );
    await decide(yes('statistics'));
    await until(() => ran().length === 1);
    expect(ran()).to.deep.equal(['abc']);
    const script = place.querySelector('script');
    expect([script?.id, script?.dataset.more, script?.crossOrigin, script?.referrerPolicy]).to.deep.equal([
      'own',
      '1',
      'anonymous',
      'origin',
    ]);
    expect([...live])
      .to.include('statistics')
      .and.not.include('video');
  });
});
