import type { FastifyInstance } from 'fastify';

/** The methods that an address takes; empty where there is nothing. */
export type MethodsAt = (path: string) => readonly string[];

/**
 * Listens to the routes that `app` is given from here on, so that a method that an address does not take can be told from
 * an address that is none (RFC 9110, 15.5.6).
 */
export function listMethods(app: FastifyInstance): MethodsAt {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // What is served as a file has an ending; without one there is nothing at any method.
    const pattern = url
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:file\b/g, '[^/]+\\.[^/]+')
      .replace(/:\w+/g, '[^/]+');
    routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  return (path) => {
    const bare = path.replace(/\?.*$/s, '');
    return [...new Set(routes.flatMap(({ pattern, methods }) => (pattern.test(bare) ? methods : [])))].sort();
  };
}
