import { en } from './en.js';
import { kk } from './kk.js';
import { ru } from './ru.js';

/** The clinic's policy by language, not typeset: the configuration takes the operator's name and address from it. */
export const policies = { ru, kk, en };
