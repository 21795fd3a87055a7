import bowser from 'bowser';

/** What a browser says of itself in headers; read once, then dropped. */
export interface SelfDescription {
  readonly userAgent: string;
  /** `Sec-CH-UA`, the low-entropy hint that Chromium sends unasked. */
  readonly brands: string;
  /** `Sec-CH-UA-Mobile`: `?1` or `?0`. */
  readonly mobile: string;
  /** `Sec-CH-UA-Platform`, quoted. */
  readonly platform: string;
}

export interface Families {
  readonly browser: string;
  readonly system: string;
  readonly device: string;
}

/** Browsers inside apps and those bowser takes for another: the app's own token wins. */
const apps: readonly (readonly [RegExp, string])[] = [
  [/\bInstagram\b/, 'Instagram'],
  [/\bFB(AN|AV|_IAB)\b/, 'Facebook'],
  [/Telegram/, 'Telegram'],
  [/\bWhatsApp\//, 'WhatsApp'],
  [/musical_ly|BytedanceWebview|TikTok/, 'TikTok'],
  [/VKAndroidApp|com\.vk\.vkclient|VKClient/, 'VK'],
  [/YaApp_|YaSearchBrowser/, 'Yandex app'],
  [/\bGSA\//, 'Google app'],
  [/HuaweiBrowser\//, 'Huawei Browser'],
  [/YaBrowser\//, 'Yandex Browser'],
  [/SamsungBrowser\//, 'Samsung Internet'],
];

/**
 * A WebView names itself only by what it adds or leaves out.
 * Source: https://developer.chrome.com/docs/webview/user-agent; WebKit leaves `Safari/` out in apps.
 */
const webviews: readonly (readonly [RegExp, string])[] = [
  [/; wv\)/, 'Android WebView'],
  [/\((iPhone|iPad|iPod)(?!.*(Safari|CriOS|FxiOS|EdgiOS|OPT|OPiOS|DuckDuckGo)\/)/, 'iOS WebView'],
];

/** bowser's name → ours. What is not here is `other`: a rare name would tell its bearer apart. */
const browsers: Readonly<Record<string, string>> = {
  Chrome: 'Chrome',
  Chromium: 'Chromium',
  'Microsoft Edge': 'Edge',
  Firefox: 'Firefox',
  Focus: 'Firefox',
  LibreWolf: 'Firefox',
  Safari: 'Safari',
  Opera: 'Opera',
  'Opera Coast': 'Opera',
  'Yandex Browser': 'Yandex Browser',
  'Samsung Internet for Android': 'Samsung Internet',
  'Internet Explorer': 'Internet Explorer',
  'UC Browser': 'UC Browser',
  Miui: 'Mi Browser',
  Vivaldi: 'Vivaldi',
  Brave: 'Brave',
  DuckDuckGo: 'DuckDuckGo',
  'Android Browser': 'Android Browser',
  'Google Search': 'Google app',
  'QQ Browser': 'QQ Browser',
  WeChat: 'WeChat',
  'Vivo Browser': 'Vivo Browser',
  'HeyTap Browser': 'HeyTap Browser',
  'Amazon Silk': 'Amazon Silk',
};

const systems: Readonly<Record<string, string>> = {
  Windows: 'Windows',
  macOS: 'macOS',
  iOS: 'iOS',
  Android: 'Android',
  HarmonyOS: 'HarmonyOS',
  Linux: 'Linux',
  'Chrome OS': 'ChromeOS',
  Tizen: 'Tizen',
  WebOS: 'webOS',
  Roku: 'other',
};

const devices: Readonly<Record<string, string>> = { mobile: 'phone', tablet: 'tablet', desktop: 'computer', tv: 'tv' };

/**
 * Browser, system and kind of device, without a version. `unknown` where nothing is said, `other` off the list.
 * Source: requirements K-08. Never throws.
 */
export function familiesOf({ userAgent, brands, mobile, platform }: SelfDescription): Families {
  // Longer texts are no browser's; cutting bounds the work of the patterns.
  const text = userAgent.slice(0, 512);
  if (text.trim() === '') return { browser: 'unknown', system: 'unknown', device: 'unknown' };
  const { browser, os, platform: kind } = bowser.parse(text);
  const hinted = /^"([A-Za-z ]{1,20})"$/.exec(platform)?.[1];
  const system = own(systems, os.name) ?? own(systems, hinted) ?? (hinted === 'Chrome OS' ? 'ChromeOS' : undefined);
  return {
    browser: nameIn(apps, text) ?? nameIn(webviews, text) ?? brandIn(brands) ?? own(browsers, browser.name) ?? 'other',
    system: /HarmonyOS/.test(text) ? 'HarmonyOS' : (system ?? 'other'),
    device:
      own(devices, kind.type) ??
      (system === 'ChromeOS' || mobile === '?0' ? 'computer' : mobile === '?1' ? 'phone' : 'unknown'),
  };
}

/** Brave and a few others call themselves Chrome in the user agent and by name only here. */
function brandIn(brands: string): string | undefined {
  const known = ['Brave', 'YaBrowser', 'Vivaldi', 'Opera'].find((brand) => brands.includes(`"${brand}"`));
  return known === 'YaBrowser' ? 'Yandex Browser' : known;
}

function nameIn(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function own(table: Readonly<Record<string, string>>, key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
