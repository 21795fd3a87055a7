/**
 * What a configuration misses, where (JSON pointer) and what to do. `schema`: the widget would refuse it, and everything
 * with it; `law`: a person must answer for it; `advice`: better so.
 */
export interface Finding {
  readonly path: string;
  readonly level: 'schema' | 'law' | 'advice';
  readonly text: string;
}

export const schema = (path: string, text: string): Finding => ({ path, level: 'schema', text });
export const law = (path: string, text: string): Finding => ({ path, level: 'law', text });
export const advice = (path: string, text: string): Finding => ({ path, level: 'advice', text });

/** A term that never ends, in the words of three languages. Source: Law 94-V, art. 8(6). */
export const endless =
  /бессрочн|неограничен|не ограничен|без ограничения срок|мерзімсіз|шексіз|шектелмеген|unlimited|for ever|forever|indefinite|without limit/i;
