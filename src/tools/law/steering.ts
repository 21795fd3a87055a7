/**
 * What in `text` pushes a visitor towards a yes: a threat, a recommendation, an answer taken from going on. Null for none.
 *
 * Three languages at once: an owner mixes them, and none of these words is innocent in another. Source: EDPB 03/2022
 * (deceptive design patterns), EDPB 05/2020 §79 (continuing is no consent).
 */
export function steeringIn(text: string): string | null {
  for (const [words, what] of steering) {
    const found = words.exec(text)?.[0];
    if (found) return `steers by “${found}”: ${what}`;
  }
  return null;
}

const steering: readonly (readonly [words: RegExp, what: string])[] = [
  [
    /you (will|would|may|might|could) (lose|miss)|you['’]ll (lose|miss)|miss(ing)? out|вы потеряете|потеряете|лишитесь|упустите|не сможете|жоғалтасыз|айырыласыз|құр қаласыз|алмай қаласыз/i,
    'say what the site does without it, not what is lost',
  ],
  [
    /we (strongly )?(recommend|suggest|advise)|recommended|рекоменд\p{L}*|советуем|лучше (принять|согласиться|разрешить)|ұсынамыз|ұсынылады|кеңес береміз/iu,
    'leave out what you would like to be answered',
  ],
  [
    /by (continuing|using|browsing|visiting)|продолжая|оставаясь на (сайте|странице)|используя (этот |наш )?сайт|жалғастыра отырып|пайдалана отырып|сайтта қала отырып/i,
    'going on is no consent; ask, and take silence for a no',
  ],
  [
    /unfortunately|sorry|best (possible )?experience|(better|full|improved) experience|enhance your|к сожалению|увы|полноценн\p{L}* (работ|использ)\p{L}*|лучший опыт|өкінішке орай|кешіріңіз|толыққанды пайдалан\p{L}*/iu,
    'say plainly what is done with the data',
  ],
];

/** An answer that answers nothing: what is agreed to must be named. */
const lone =
  /^(ok(ay)?|ок(ей)?|okey|хорошо|понятно|понял(а)?|ясно|спасибо|продолжить|далее|закрыть|жарайды|түсінікті|түсіндім|жалғастыру|got it|i understand|understood|continue|dismiss|close|fine|sure)$/;

/** Whether the words of a button answer nothing, like a lone "OK". */
export const isLone = (text: string): boolean => lone.test(plain(text));

/** Pairs of which one is the plain opposite of the other, in lower case, without "all". */
const opposites: Readonly<Record<string, readonly (readonly [yes: string, no: string])[]>> = {
  ru: [
    ['принять', 'отклонить'],
    ['принять', 'отказаться'],
    ['принимаю', 'отклоняю'],
    ['согласиться', 'отказаться'],
    ['соглашаюсь', 'отказываюсь'],
    ['согласен', 'не согласен'],
    ['разрешить', 'запретить'],
    ['разрешить', 'не разрешать'],
    ['разрешить', 'отклонить'],
    ['разрешаю', 'не разрешаю'],
    ['да', 'нет'],
  ],
  kk: [
    ['қабылдау', 'бас тарту'],
    ['қабылдау', 'қабылдамау'],
    ['келісу', 'бас тарту'],
    ['келісемін', 'келіспеймін'],
    ['келісемін', 'бас тартамын'],
    ['рұқсат беру', 'рұқсат бермеу'],
    ['рұқсат беру', 'бас тарту'],
    ['рұқсат беремін', 'рұқсат бермеймін'],
    ['иә', 'жоқ'],
  ],
  en: [
    ['accept', 'refuse'],
    ['accept', 'reject'],
    ['accept', 'decline'],
    ['agree', 'disagree'],
    ['agree', 'refuse'],
    ['allow', 'refuse'],
    ['allow', 'deny'],
    ['allow', 'don’t allow'],
    ['yes', 'no'],
  ],
};

/** Whether the words of two buttons are each other's plain opposite in `language`, and written alike. */
export function areOpposites(accept: string, refuse: string, language: string): boolean {
  const isPair = opposites[language]?.some(([yes, no]) => yes === plain(accept) && no === plain(refuse)) ?? false;
  return isPair && isLoud(accept) === isLoud(refuse);
}

const isLoud = (text: string) => text === text.toUpperCase();

/** In lower case and one kind of apostrophe, without signs around it, “all” and “I”. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/'/g, '’')
    .replace(/[^\p{L}\s’]/gu, '')
    .replace(/(?<!\p{L})(all|everything|i|я|все|всё|барлығын|бәрін)(?!\p{L})/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
