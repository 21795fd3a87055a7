import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureChromium, install } from '../demo/setup.js';

const root = new URL('..', import.meta.url).pathname;
const bin = (name) => join(root, 'node_modules/.bin', name);
const env = { ...process.env };
const started = Date.now();
const results = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command, shows what it writes and answers it; the whole run ends at the first command that fails. */
function run(title, command, args) {
  process.stdout.write(`\n— ${title}\n`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (part) => {
      output += part;
      process.stdout.write(part);
    });
    child.on('error', (error) => finish(`${title}: ${error.message}`));
    child.on('close', (code) => {
      tally(output);
      if (code !== 0) finish(`${title} failed (${code})`);
      else resolve(output);
    });
  });
}

/** Adds up what Node's and the web test runner say at their end. */
function tally(output) {
  for (const [, word, count] of output.matchAll(/^(?:ℹ|#) (pass|fail|skipped) (\d+)$/gm))
    results[{ pass: 'passed', fail: 'failed', skipped: 'skipped' }[word]] += Number(count);
  const web = [...output.matchAll(/test files \| (\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (!web) return;
  results.passed += Number(web[1]);
  results.failed += Number(web[2]);
  results.skipped += Number(web[3] ?? 0);
}

function finish(fault) {
  if (fault) process.stdout.write(`\n${fault}\n`);
  process.stdout.write(`\nTook ${Math.round((Date.now() - started) / 1000)} s.\n`);
  process.stdout.write(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped\n`);
  process.exit(fault ? 1 : 0);
}

/** Every test file below `test/`, the folders of `without` left out. */
function testFiles(ending, without) {
  const inside = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return without.includes(entry.name) ? [] : inside(path);
      return path.endsWith(ending) ? [relative(root, path)] : [];
    });
  return inside(join(root, 'test')).sort();
}

const node = (title, files, more = []) =>
  run(title, process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...more, ...files]);

try {
  await install();
  env.CHROME_PATH = await ensureChromium();
} catch (error) {
  finish(error.message);
}
await run('Types', bin('tsc'), ['-b']);
await run('Style', bin('biome'), ['check', '--error-on-warnings', '.']);
await run('Build', bin('rollup'), ['-c', 'rollup.config.ts', '--configPlugin', 'rollup-plugin-esbuild', '--silent']);
await node('Rules, collector, tools, demo', testFiles('.test.ts', ['journeys', 'bench']), ['--test-concurrency=2']);
if (testFiles('.wtr.ts', []).length)
  await run('Components in a browser', bin('wtr'), ['--config', 'test/web-test-runner.config.js']);
if (existsSync(join(root, 'test/journeys')))
  await node(
    'Journeys',
    testFiles('.test.ts', ['bench']).filter((file) => file.includes('journeys')),
    ['--test-concurrency=2'],
  );
finish();
