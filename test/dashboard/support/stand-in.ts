import { after, afterEach, before } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { type Behaviour, type FakeCollector, startFakeCollector } from './fake-collector.ts';
import { type Looks, openPage, startBrowser, type Watched } from './open-page.ts';

/** A browser for one file of tests, and stand-ins for the collector; what a test has opened closes with it. */
export function useStandIn() {
  let browser: Browser;
  const started: FakeCollector[] = [];
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.browserContexts())
      if (context !== browser.defaultBrowserContext()) await context.close();
    for (const one of started.splice(0)) await one.close();
  });
  return {
    async start(behaviour: Behaviour): Promise<FakeCollector> {
      const one = await startFakeCollector(behaviour);
      started.push(one);
      return one;
    },
    open: (address: string, looks?: Looks): Promise<Watched> => openPage(browser, address, looks),
  };
}
