import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { type ReportName, reportRows, reportSchema } from '../../src/wire/report.ts';
import { answer } from './support/made-up.ts';
import { busySite } from './support/states.ts';

test('the stand-in answers every report in the treaty’s form', () => {
  const ajv = new Ajv({ formats: { 'date-time': true } });
  for (const name of Object.keys(reportRows) as ReportName[])
    for (const query of ['site=clinic.kz', 'site=clinic.kz&filter=browser:Safari', 'site=clinic.kz&step=week']) {
      const validate = ajv.compile(reportSchema(name));
      const report = answer({ ...busySite, sample: true }, name, new URLSearchParams(query));
      assert.ok(validate(report), `${name}: ${ajv.errorsText(validate.errors)}`);
    }
});
