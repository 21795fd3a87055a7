import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the command line as it stands in `src`, for tests that start the collector many times: from source each start
 * takes seconds of a processor, bundled a few tenths. `beside` are further files to bundle, by their path from the root.
 * Answers the file to run, where the others lie, and how to remove it all.
 */
export async function buildCollector(
  ...beside: readonly string[]
): Promise<{ readonly cli: string; readonly built: string; remove(): Promise<void> }> {
  await mkdir(join(root, '.build'), { recursive: true });
  // Within the repository, so that the packages are found.
  const folder = await mkdtemp(join(root, '.build', 'collector-'));
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: ['src/cli.ts', 'src/collector/stores/parquet-worker.ts', ...beside].map((file) => join(root, file)),
    entryNames: '[name]',
    outdir: join(folder, 'dist', 'node'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { VERSION: '"0.0.0"' },
    logLevel: 'error',
  });
  const built = join(folder, 'dist', 'node');
  return { cli: join(built, 'cli.js'), built, remove: () => rm(folder, { recursive: true, force: true }) };
}
