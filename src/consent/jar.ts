import type { Answer } from './rules.ts';

/** Where the answer is remembered. */
export interface Jar {
  /** The remembered text; empty for none, or where two of the same name (host and parent) cannot be told apart. */
  read(): string;
  /** Remembers `text` until `expires`; repairs what was broken or doubled. */
  write(text: string, expires: Date): void;
}

const name = 'kelisim';
const shape =
  /^policy=([\d.-]+)&on=(\d{4}-\d\d-\d\d)&granted=([a-z\d:.-]*)&refused=([a-z\d:.-]*)(?:&over=([a-z\d:.-]*))?$/;

/** Reads what `formatAnswer` wrote; null for anything else: broken, oversized, from the future. */
export function readAnswer(text: string, now: number): Answer | null {
  const [, policy = '', on = '', ...lists] = (text.length < 513 && shape.exec(text)) || [];
  const [granted = [], refused = [], over = []] = lists.map((list) => list?.split('.').filter(Boolean));
  return Date.parse(on) < now + 2 * 864e5 ? { policy, on, granted, refused, over } : null;
}

/** The cookie's value: readable ids, a version and a day, in a fixed order; the same decision has the same bytes. */
export function formatAnswer({ policy, on, granted, refused, over }: Answer): string {
  const text = `policy=${policy}&on=${on}&granted=${granted.join('.')}&refused=${refused.join('.')}`;
  return over.length ? `${text}&over=${over.join('.')}` : text;
}

/**
 * The cookie `kelisim`: host-only unless `domain` is given, `Path=/; SameSite=Lax`, `Secure` on https, partitioned in a
 * frame. It is the only thing that lies on the device after a refusal.
 */
export function createJar(domain: string | null | undefined): Jar {
  const { protocol, hostname } = location;
  const partition = ';secure;samesite=none;partitioned';
  const kind = protocol !== 'https:' ? ';samesite=lax' : window === top ? ';samesite=lax;secure' : partition;
  // As text: the value needs no escaping, and `cookieStore` is missing on plain http.
  const put = (rest: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: see above
    document.cookie = `${name}=${rest};path=/`;
  };
  const read = () => {
    const [, text = '', twice] = `; ${document.cookie}`.split(`; ${name}=`);
    return twice ? '' : text.replace(/;.*/, '');
  };
  return {
    read,
    write(text, expires) {
      const set = () => put(`${text};expires=${expires.toUTCString()}${kind}${domain ? `;domain=${domain}` : ''}`);
      set();
      // Each cookie costs a trip to another process, while the visitor's click waits for its paint.
      if (read() === text) return;
      // A second one, on a parent domain or in the other partition, makes both unreadable.
      ['', ...hostname.split('.').map((_, i, labels) => `;domain=${labels.slice(i).join('.')}`)].forEach((on) => {
        put(`;max-age=0${on}`);
        put(`;max-age=0${on}${partition}`);
      });
      set();
    },
  };
}
