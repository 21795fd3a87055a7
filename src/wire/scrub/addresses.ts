const email = /[\p{L}\d._%+'-]{1,64} ?@ ?[\p{L}\d-]{1,63}(?:(?: ?\.| \. )[\p{L}\d-]{1,63})*/gu;
const handle = /@[\p{L}\d._-]+/gu;
/** A scheme, `www.`, or a name under one of the endings that people here type. */
const page =
  /(?:[a-z]+:\/\/|www\.)\S+|(?:[\p{L}\d_-]{1,63}\.)+(?:com|net|org|info|biz|edu|gov|ru|kz|kg|uz|by|ua|su|io|me|app|pro|рф|қаз|online|site)(?![\p{L}\d])(?:[/?#:]\S*)?/giu;

/** Replaces e-mail addresses, addresses of pages and handles, in any script. */
export function hideAddresses(text: string): string {
  return text.replace(email, '[email]').replace(page, '[url]').replace(handle, '[handle]');
}
