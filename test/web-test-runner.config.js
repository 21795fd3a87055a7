import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';

const ordinary =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** Component tests: each file is a page of its own in a real browser. */
export default {
  rootDir: new URL('..', import.meta.url).pathname,
  files: ['test/*/*.wtr.ts', 'test/*/*.wtr.tsx'],
  nodeResolve: true,
  concurrency: 2,
  plugins: [
    esbuildPlugin({
      ts: true,
      tsx: true,
      jsxFactory: 'h',
      target: 'es2022',
      tsconfig: new URL('../tsconfig.json', import.meta.url).pathname,
    }),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
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
      },
    }),
  ],
  testFramework: { config: { ui: 'tdd', timeout: 15_000 } },
};
