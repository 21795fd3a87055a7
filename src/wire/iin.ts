/**
 * Tells whether 12 digits end with the check digit of an ИИН or БИН.
 *
 * `digits` is any text; false for what is not exactly 12 ASCII digits. Weights 1…11 modulo 11; where that gives 10,
 * weights 3…11, 1, 2; where that gives 10 again, the number was never issued.
 */
export function hasCheckDigit(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  const first = weigh(digits, 0);
  return (first < 10 ? first : weigh(digits, 2)) === Number(digits[11]);
}

function weigh(digits: string, shift: number): number {
  let sum = 0;
  for (let at = 0; at < 11; at++) sum += Number(digits[at]) * (((at + shift) % 11) + 1);
  return sum % 11;
}
