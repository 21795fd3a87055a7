import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the command line as it stands in `src`, for tests that start the collector many times: from source each start
 * takes seconds of a processor, bundled a few tenths. Answers the file to run, and how to remove it.
 */
export async function buildCollector(): Promise<{ readonly cli: string; remove(): Promise<void> }> {
  await mkdir(join(root, '.build'), { recursive: true });
  // Within the repository, so that the packages are found.
  const folder = await mkdtemp(join(root, '.build', 'collector-'));
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(root, 'src/cli.ts'), join(root, 'src/collector/stores/parquet-worker.ts')],
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
  return { cli: join(folder, 'dist/node/cli.js'), remove: () => rm(folder, { recursive: true, force: true }) };
}
