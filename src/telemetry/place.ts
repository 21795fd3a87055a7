import type { ExtrasWorld } from './extras.ts';

const radians = Math.PI / 180;
const kmOfDegree = 111.2;
const nearKm = 100;

/**
 * Asks the browser once where the visitor is, compares it with the owner's places here on the device, and answers and
 * reports the nearest name within 100 km, or "elsewhere"; null where the visitor or the browser says no. A chunk of its own,
 * fetched when an owner's page asks.
 */
export function findPlace({ outbox, telemetry, claim }: ExtrasWorld): Promise<string | null> {
  return new Promise((resolve) => {
    // Without places there is nothing to ask for.
    if (!telemetry.places) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        let name = 'elsewhere';
        let nearest = nearKm;
        for (const place of telemetry.places ?? []) {
          const east = (place.longitude - longitude) * Math.cos(latitude * radians);
          const km = Math.hypot(place.latitude - latitude, east) * kmOfDegree;
          if (km < nearest) [nearest, name] = [km, place.name];
        }
        outbox.recordAlone('location', (kept, day) =>
          claim(kept, name, day) === 'period' ? [{ kind: 'place', name }] : [],
        );
        resolve(name);
      },
      () => resolve(null),
    );
  });
}
