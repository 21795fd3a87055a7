import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const source = (path: string) => fileURLToPath(new URL(`../../../src/${path}`, import.meta.url));
let built: Promise<Readonly<Record<string, PageFile>>> | null = null;

/** The page, bundled once from its source as the build does it. */
export function pageFiles(): Promise<Readonly<Record<string, PageFile>>> {
  built ??= bundle();
  return built;
}

async function bundle(): Promise<Readonly<Record<string, PageFile>>> {
  const made = await build({
    entryPoints: [source('dashboard.tsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    write: false,
  });
  return {
    'index.html': { type: 'text/html', body: await readFile(source('dashboard/index.html')) },
    'dashboard.css': { type: 'text/css', body: await readFile(source('dashboard/dashboard.css')) },
    'dashboard.js': { type: 'text/javascript', body: made.outputFiles[0]?.contents ?? '' },
  };
}
