import { expect } from 'chai';
import { watchViews } from '../../src/telemetry/sensors/views.ts';
import { keepShown } from './shown.ts';
import { until } from './until.ts';

suite('views without the Navigation API', () => {
  test('T-05: pushState, replaceState, back and hash changes count as with it', async () => {
    keepShown();
    Object.defineProperty(window, 'navigation', { value: undefined, configurable: true });
    const seen: string[] = [];
    let isOpen = true;
    const key = () => location.pathname + location.hash;
    watchViews(
      key,
      () => isOpen,
      (isLoaded) => void seen.push(`${isLoaded ? 'loaded ' : ''}${key()}`),
    )();
    expect(seen.length).to.equal(1);
    history.pushState({}, '', '/a');
    history.replaceState({}, '', '/a');
    history.replaceState({}, '', '/b');
    location.hash = '#c';
    await until(() => seen.length === 4);
    history.back();
    await until(() => seen.length === 5);
    isOpen = false;
    history.pushState({}, '', '/closed');
    expect(seen.slice(1)).to.deep.equal(['/a', '/b', '/b#c', '/b']);
    expect(seen[0]).to.match(/^loaded /);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    isOpen = true;
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(seen.at(-1)).to.equal('loaded /closed');
  });
});
