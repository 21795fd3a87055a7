import type { Config } from '../consent/config.ts';
import type { Say } from './tell.ts';

/** The operator's name, number, address, telephone and e-mail, as far as they are given. */
export function whoIn({ operator, site }: Pick<Config, 'operator' | 'site'>, say: Say): readonly string[] {
  const { name = site, bin, address, phone, email } = operator;
  return [name, bin && `${say('bin')} ${bin}`, address, phone, email].filter((part): part is string => !!part);
}
