import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { settled, words } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy } from './support/states.ts';

const standIn = useStandIn();

async function open(query: string): Promise<Page> {
  const fake = await standIn.start({ ...busy(), role: 'owner' });
  const { page } = await standIn.open(fake.address + query);
  await settled(page);
  return page;
}

/** Numbers all that a mouse could press; what is disabled or hidden is none of it. */
function numberControls(page: Page): Promise<number> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('a[href],button,select,input,textarea,summary,[tabindex]')];
    const shown = all.filter(
      (one) => one.checkVisibility({ visibilityProperty: true }) && !(one as HTMLButtonElement).disabled,
    );
    for (const [at, one] of shown.entries()) one.dataset.number = `${at}`;
    return shown.length;
  });
}

/** What has the focus: its number, and whether a reader can see that it has it and all of it that lies in the window. */
function focused(page: Page) {
  return page.evaluate(() => {
    const one = document.activeElement as HTMLElement;
    const marks = [
      getComputedStyle(one),
      getComputedStyle(one, '::after'),
      getComputedStyle(one.nextElementSibling ?? one),
    ];
    const box = one.getBoundingClientRect();
    return {
      number: one === document.body ? null : Number(one.dataset.number ?? -1),
      name: one.outerHTML.slice(0, 160),
      // Of a date, the browser marks the part that is being written.
      isMarked:
        one.matches('[type=date]') ||
        marks.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1),
      isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  });
}

test('R-09: the keyboard alone reaches every control, in order, marked and in view, and is caught nowhere', async () => {
  const page = await open('?lang=en&range=lastweek');
  const count = await numberControls(page);
  assert.ok(count > 60, `${count} controls`);
  const reached = new Set<number>();
  for (let presses = 0; presses <= count * 2; presses += 1) {
    await page.keyboard.press('Tab');
    const { number, name, isMarked, isInView } = await focused(page);
    if (number === null) break;
    assert.ok(isMarked, `${name} has the focus, and nothing shows it`);
    assert.ok(isInView, `${name} has the focus out of view`);
    reached.add(number);
  }
  const missed = await page.evaluate(
    (numbers) =>
      [...document.querySelectorAll<HTMLElement>('[data-number]')]
        .filter(({ dataset, tabIndex }) => tabIndex >= 0 && !numbers.includes(Number(dataset.number)))
        .map((one) => one.outerHTML.slice(0, 120)),
    [...reached],
  );
  // Of a group of radio buttons, or a list of tabs, one is reached by Tab and the others by arrows.
  assert.deepEqual(
    missed.filter((html) => !/type="radio"|role="tab"/.test(html)),
    [],
  );
});

test('R-09: the keyboard alone chooses a range, filters by a row, takes the filter off, and opens a table', async () => {
  const page = await open('?lang=en');
  const press = async (selector: string, key: 'Enter' | 'Space') => {
    await page.focus(selector);
    await page.keyboard.press(key);
    await settled(page);
  };
  await page.focus('.toolbar select');
  await page.keyboard.type('7');
  await settled(page);
  await press('#browsers tbody button', 'Enter');
  assert.match(page.url(), /filter=browser/);
  assert.match(await words(page, '.chips'), /Browser/);
  assert.notEqual((await focused(page)).number, null, 'the focus is not lost with what was pressed');
  await press('.chips button', 'Space');
  assert.doesNotMatch(page.url(), /filter=browser/);
  await press('#series .figures-table summary', 'Enter');
  assert.ok((await page.$$('#series .figures-table tbody tr')).length > 0);
});

test('R-09: printed, the report is black on white, within the paper, and without what only a screen can do', async () => {
  const page = await open('?lang=ru&range=90d');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await page.emulateMediaType('print');
  await page.setViewport({ width: 703, height: 1032 }); // A4 within 12 mm, at 96 dots an inch
  await settled(page);
  const found = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return {
      color,
      backgroundColor,
      overflow: document.documentElement.scrollWidth - innerWidth,
      forScreens: ['.toolbar select', '.exports', '.explain', '.sections'].filter((of) =>
        [...document.querySelectorAll(of)].some((one) => one.checkVisibility()),
      ),
      missing: ['.figures', '#series svg', '#pages table', '#searches table'].filter(
        (of) => ![...document.querySelectorAll(of)].some((one) => one.checkVisibility()),
      ),
      cut: [...document.querySelectorAll<HTMLElement>('.panel, .scroll')]
        .filter((panel) => panel.checkVisibility() && panel.scrollWidth > panel.clientWidth + 1)
        .map(({ id, className }) => id || className),
    };
  });
  assert.equal(found.color, 'rgb(0, 0, 0)');
  assert.match(found.backgroundColor, /^(rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\))$/);
  assert.ok(found.overflow <= 0, `${found.overflow} px over the paper's edge`);
  assert.deepEqual(found.forScreens, []);
  assert.deepEqual(found.missing, []);
  assert.deepEqual(found.cut, []);
  const paper = await page.pdf({ format: 'A4' });
  assert.ok(
    Buffer.from(paper)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g)?.length,
    'it has pages',
  );
});
