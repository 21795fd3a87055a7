import { type AfterWorld, goOn as goOnWith } from './after.ts';
import { createTelemetry } from './telemetry/telemetry.ts';

export { follow, isFair, readTheme } from './after.ts';

/** The same as `after`, for a visitor who agreed on an earlier page: with what measures, in one request instead of two. */
export const goOn = (world: AfterWorld) => goOnWith(world, createTelemetry);
