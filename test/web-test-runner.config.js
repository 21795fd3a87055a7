import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { launchOptions } from './support/engines/launch-options.js';
import { parseEngines } from './support/engines/names.js';
import { webkitLauncher } from './support/engines/webkit.js';

const engines = parseEngines(process.env.ENGINES);

const browsers = await Promise.all(
  engines.map(async (engine) => {
    if (engine === 'webkit') return webkitLauncher();
    // A window each: a tab behind another is hidden, and what is hidden is not measured.
    const createPage = ({ context }) => context.newPage({ type: 'window' });
    return chromeLauncher({ puppeteer: puppeteerCore, launchOptions: await launchOptions(engine), createPage });
  }),
);

/** Firefox and WebKit start in up to ten seconds where two cores are busy, Chromium in one. */
const patience = engines.some((engine) => engine !== 'chromium') ? 3 : 1;

/** Component tests: each file is a page of its own in a real browser; `ENGINES` says in which. */
export default {
  rootDir: new URL('..', import.meta.url).pathname,
  files: ['test/*/*.wtr.ts', 'test/*/*.wtr.tsx'],
  nodeResolve: true,
  concurrency: 2,
  concurrentBrowsers: 1,
  browserStartTimeout: 30_000 * patience,
  testsStartTimeout: 20_000 * patience,
  testsFinishTimeout: 120_000 * patience,
  plugins: [
    esbuildPlugin({
      ts: true,
      tsx: true,
      jsxFactory: 'h',
      target: 'es2022',
      tsconfig: new URL('../tsconfig.json', import.meta.url).pathname,
    }),
  ],
  browsers,
  testFramework: { config: { ui: 'tdd', timeout: 15_000 * patience } },
};
