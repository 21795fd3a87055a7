import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

const folder = new URL('public/', import.meta.url);

/** @type {Readonly<Record<string, string>>} */
const types = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

/**
 * The few files of `public/` by their path, read once, each with its type and an entity tag. Nothing else of the disk
 * can be asked for.
 */
export const readPublic = () =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => extname(name) in types)
      .map((name) => {
        const bytes = readFileSync(new URL(name, folder));
        const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
        return [`/${name}`, { bytes, tag, type: types[extname(name)] ?? '' }];
      }),
  );
