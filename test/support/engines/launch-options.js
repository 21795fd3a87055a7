// @ts-check
import { ensureChromium, ensureFirefox } from '../../../demo/setup.js';

/** Headless Chromium calls itself a bot, and the collector believes it. */
export const ordinary =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/**
 * How puppeteer starts an engine here, its program found or installed. Chromium asks nobody for updates and speaks no
 * QUIC, and as root it has no sandbox; Firefox calls itself Firefox, headless or not.
 * @param {'chromium' | 'firefox'} engine
 * @returns {Promise<import('puppeteer-core').LaunchOptions>}
 */
export async function launchOptions(engine) {
  if (engine === 'firefox') return { browser: 'firefox', executablePath: await ensureFirefox(), headless: true };
  return {
    executablePath: await ensureChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-agent=${ordinary}`,
    ],
  };
}
