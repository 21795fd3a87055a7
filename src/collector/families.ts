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

/** Browsers inside apps, and those that bowser takes for another: the app's own token wins. The first that fits counts. */
const apps: readonly (readonly [RegExp, string])[] = [
  [/\bInstagram\b/, 'Instagram'],
  [/\bFB(AN|AV|_IAB)\b/, 'Facebook'],
  [/\bTelegram\b/, 'Telegram'],
  [/\bWhatsApp\//, 'WhatsApp'],
  [/musical_ly|BytedanceWebview|TikTok/, 'TikTok'],
  [/VKAndroidApp|com\.vk\.vkclient|VKClient/, 'VK'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\bSnapchat\//, 'Snapchat'],
  [/\[Pinterest\//, 'Pinterest'],
  [/\bOdklAndroid\/|\bOK_iOS\//, 'Odnoklassniki'],
  [/\bViber\//, 'Viber'],
  [/\[LinkedInApp\]/, 'LinkedIn'],
  [/YaApp_|YaSearchBrowser/, 'Yandex app'],
  [/\bGSA\//, 'Google app'],
  [/HuaweiBrowser\//, 'Huawei Browser'],
  [/YaBrowser\//, 'Yandex Browser'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/\b(DuckDuckGo|Ddg)\//, 'DuckDuckGo'],
  [/\bBrave\//, 'Brave'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSputnikBrowser\//, 'Sputnik'],
  [/\bAtom\//, 'Atom'],
  [/\bU[CB]?Browser\//, 'UC Browser'],
  [/MiuiBrowser\//, 'Mi Browser'],
  [/\bSilk\//, 'Amazon Silk'],
  [/\b(OPR|OPT|OPiOS)\/|Opera Mini\//, 'Opera'],
  [/Web0S|PlayStation/, 'other'],
];

/**
 * A WebView names itself only by what it adds or leaves out.
 * Source: https://developer.chrome.com/docs/webview/user-agent; WebKit leaves `Safari/` out in apps.
 */
const webviews: readonly (readonly [RegExp, string])[] = [
  [/; wv\)/, 'Android WebView'],
  [/\((iPhone|iPad|iPod)(?!.*(Safari|CriOS|FxiOS|EdgiOS)\/)/, 'iOS WebView'],
];

/** What a brand of `Sec-CH-UA` is called here. Those that every Chromium bears say nothing. */
const brandNames: Readonly<Record<string, string>> = {
  'Google Chrome': 'Chrome',
  'Microsoft Edge': 'Edge',
  'Microsoft Edge WebView2': 'Edge',
  'Android WebView': 'Android WebView',
  'Samsung Internet': 'Samsung Internet',
  Opera: 'Opera',
  'Opera GX': 'Opera',
  OperaMobile: 'Opera',
  'Opera Mini Android': 'Opera',
  Brave: 'Brave',
  YaBrowser: 'Yandex Browser',
  Yandex: 'Yandex Browser',
  Vivaldi: 'Vivaldi',
  DuckDuckGo: 'DuckDuckGo',
  HuaweiBrowser: 'Huawei Browser',
  Atom: 'Atom',
};

/** `Sec-CH-UA-Platform` by its name here. */
const platforms: Readonly<Record<string, string>> = {
  Windows: 'Windows',
  macOS: 'macOS',
  Android: 'Android',
  Linux: 'Linux',
  'Chrome OS': 'ChromeOS',
  ChromeOS: 'ChromeOS',
  iOS: 'iOS',
};

/** Systems that bowser does not tell, or tells otherwise. */
const systemTokens: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  // iPads have had a system of their own since version 13.
  [/\(iPad;.*\bOS (1[3-9]|[2-9]\d)_/, 'iPadOS'],
  [/\bTizen\b/, 'Tizen'],
  [/Web0S/, 'webOS'],
];

const televisions =
  /\b(SMART-TV|SmartTV|Smart TV|HbbTV|BRAVIA|CrKey|AFT[A-Z]{1,4}|Android TV|GoogleTV|Google TV|AppleTV|Roku|Xbox|PlayStation)\b|Web0S/;

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
  const system = nameIn(systemTokens, text) ?? own(platforms, hinted) ?? own(systems, os.name) ?? 'other';
  return {
    browser: nameIn(apps, text) ?? brandIn(brands) ?? nameIn(webviews, text) ?? own(browsers, browser.name) ?? 'other',
    system,
    device: televisions.test(text) ? 'tv' : (deviceIn(text, mobile) ?? own(devices, kind.type) ?? 'unknown'),
  };
}

/** The first brand that says something. Source: https://wicg.github.io/ua-client-hints/#sec-ch-ua */
function brandIn(brands: string): string | undefined {
  const names = [...brands.slice(0, 512).matchAll(/"([^"]{1,40})"\s*;\s*v=/g)].map(([, name]) => own(brandNames, name));
  // Forks that keep Chrome's name bear their own beside it.
  return names.find((name) => name !== undefined && name !== 'Chrome') ?? names.find((name) => name !== undefined);
}

/** Where bowser goes by a list of models, the system's own word for the form is newer: `Mobile`, or none on a tablet. */
function deviceIn(text: string, mobile: string): string | undefined {
  if (/\((Tablet|iPad);|; Tablet;/.test(text)) return 'tablet';
  if (/\bAndroid\b|OpenHarmony/.test(text)) return /\bMobile\b|Opera Mini/.test(text) ? 'phone' : 'tablet';
  if (/\bCrOS\b/.test(text)) return 'computer';
  if (/\bMobile\b/.test(text) || mobile === '?1') return 'phone';
  return mobile === '?0' || /Windows NT|Macintosh|X11/.test(text) ? 'computer' : undefined;
}

function nameIn(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function own(table: Readonly<Record<string, string>>, key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
