/** The marks that letters to the operator must bear, in every language. Source: policy §21, §22. */
const subjects = {
  withdraw: 'Отзыв согласия на обработку персональных данных',
  correct: 'Актуализация персональных данных',
} as const;

/**
 * The address of a prepared letter; `body` is the visitor's language's, and names nobody.
 *
 * Spaces are `%20`: a `+` would arrive as a plus sign. Source: RFC 6068.
 */
export function letterTo(email: string, kind: keyof typeof subjects, body: string): string {
  return `mailto:${email}?subject=${encodeURIComponent(subjects[kind])}&body=${encodeURIComponent(body)}`;
}
