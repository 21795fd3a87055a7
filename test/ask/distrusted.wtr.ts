import { expect } from 'chai';
import { attend } from '../../src/consent/gates/attend.ts';
import { put, ran, visitor, warnings } from './world.ts';

suite('gates without a Trusted Types policy', () => {
  test('C-42: where the page refuses our policy, templates open and the rest says why', async () => {
    const place = put(`<template data-kelisim="functional">opens</template>
      <script type="text/plain" data-kelisim="functional">ran.push('never')</script>`);
    const { config, consent, decide } = visitor({ purposes: [{ id: 'functional' }] });
    const nothing = () => ({ remove() {} });
    const said = await warnings(async () => {
      attend(config, consent, { placeholder: nothing, note: nothing }, null);
      await decide({ functional: true });
    });
    expect(place.innerText.trim()).to.equal('opens');
    expect(`${said[0]?.[0]}`).to.match(/trusted-types kelisim/);
    expect(ran()).to.deep.equal([]);
  });
});
