import type { OwnersConfig } from '../../wire/config.ts';
import type { Finding } from './finding.ts';
import { findInForms } from './forms.ts';
import { findInOperator } from './operator.ts';
import { findInPurposes } from './purposes.ts';
import { findInServices } from './services.ts';
import { findInSite } from './site.ts';
import { findInTelemetry } from './telemetry.ts';
import { findInTexts } from './texts.ts';
import { findInTheme } from './theme.ts';

/**
 * What the law and the policy ask of a configuration and its schema cannot say; the configuration must fit the schema.
 * Engineering readings, for a lawyer to check. Source: Kazakhstan, Law 94-V, art. 8(4), 8(6), 16; policy §1, §10, §12.
 */
export function findGaps(config: OwnersConfig): readonly Finding[] {
  return [
    ...findInSite(config),
    ...findInOperator(config),
    ...findInPurposes(config),
    ...findInServices(config),
    ...findInForms(config),
    ...findInTexts(config),
    ...findInTheme(config),
    ...findInTelemetry(config),
  ];
}
