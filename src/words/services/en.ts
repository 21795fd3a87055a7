import type { ServiceTexts } from './texts.ts';

export const en: ServiceTexts = {
  data: {
    address: 'your device’s network address',
    browser: 'browser and device',
    pages: 'which pages you open',
    actions: 'what you press and how long you stay on a page',
    number: 'a number by which the service recognises your browser',
    watched: 'which videos you watch',
    map: 'which place on the map you look at',
    name: 'the name under which you join',
    talk: 'picture and sound of the talk',
    tags: 'whatever the services connected through it send',
  },
  purposes: { maps: 'Maps on the site’s pages', advertising: 'Advertising: choosing and measuring ads' },
  video: 'Video: {provider}',
  aboutVideo: 'Another company’s service shows the video. Until you allow it, it learns nothing about you.',
};
