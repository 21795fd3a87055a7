/** Made-up browsers and what they are like; the shares are an invention that looks like a Kazakh clinic's day. */
export interface Person {
  readonly userAgent: string;
  readonly language: string;
  readonly zone: string;
  readonly width: 'S' | 'M' | 'L' | 'XL';
  /** How slow the device is, as a factor of the loading times. */
  readonly slowness: number;
}

/** A generator of numbers in [0, 1) from a seed, so that a sample can be made again. Source: mulberry32, public domain. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of `choices`, each as likely as its weight. */
export function pick<T>(choices: readonly (readonly [weight: number, value: T])[], roll: number): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = roll * total;
  for (const [weight, value] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  const last = choices.at(-1);
  if (!last) throw new RangeError('there is nothing to choose from');
  return last[1];
}

const phone = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

type Width = Person['width'];

const browsers: readonly (readonly [number, readonly [userAgent: string, width: Width, slowness: number]])[] = [
  [30, [`${phone} Chrome/126.0.0.0 Mobile Safari/537.36`, 'S', 1.5]],
  [19, [`${iphone} Version/17.5 Mobile/15E148 Safari/604.1`, 'S', 0.9]],
  [12, [`${windows} Chrome/126.0.0.0 Safari/537.36`, 'L', 0.8]],
  [9, [`${windows} Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36`, 'XL', 0.8]],
  [7, [`${phone} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`, 'S', 1.7]],
  [6, [`${iphone} Mobile/15E148 Instagram 337.0.3.23.54 (iPhone14,5; iOS 17_5; ru_KZ)`, 'S', 1.1]],
  [5, [`${windows} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`, 'XL', 0.8]],
  [4, ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0', 'L', 0.9]],
  [
    3,
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
      'L',
      0.7,
    ],
  ],
  [
    3,
    [
      'Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      'M',
      1.6,
    ],
  ],
  [
    2,
    [
      'Mozilla/5.0 (Linux; Android 13; 2201117TY; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36',
      'S',
      1.8,
    ],
  ],
];

const languages = [
  [66, 'ru'],
  [27, 'kk'],
  [7, 'en'],
] as const;
const zones = [
  [90, 'Asia/Almaty'],
  [4, 'Asia/Aqtobe'],
  [3, 'Europe/Moscow'],
  [1, 'Asia/Tashkent'],
  [1, 'Asia/Bishkek'],
  [1, 'Europe/Berlin'],
] as const;

/** A new made-up browser. */
export function meet(dice: () => number): Person {
  const [userAgent, width, slowness] = pick(browsers, dice());
  return {
    userAgent,
    width,
    slowness: slowness * (0.7 + 0.6 * dice()),
    language: pick(languages, dice()),
    zone: pick(zones, dice()),
  };
}
