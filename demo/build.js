import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, run } from './run.js';

/** What the build is made from, and one file of each of its parts. */
const sources = ['src', 'rollup.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const outputs = ['dist/kelisim.js', 'dist/node/cli.js', 'dist/dashboard/index.html'];

/**
 * Builds `dist/` unless it is newer than all that it is made from. Throws where the build fails.
 * @param {{ say?: (line: string) => void, signal?: AbortSignal | undefined }} [here]
 */
export async function build({ say = console.log, signal } = {}) {
  if (isBuilt(root)) return;
  say('Building (npm run build) …');
  const [command, ...first] = npm();
  await run(command, [...first, 'run', 'build'], { signal });
}

/**
 * Whether every part of the build is there and newer than the newest source.
 * @param {string} folder
 */
export function isBuilt(folder) {
  const files = outputs.map((name) => join(folder, name));
  if (!files.every((file) => existsSync(file))) return false;
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs));
  return sources.every((name) => newestIn(join(folder, name)) <= oldest);
}

/**
 * When the newest file at or under `path` was written; 0 where there is none.
 * @param {string} path
 */
function newestIn(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(path, name)).mtimeMs),
  );
}
