import type { ReportName } from '../wire/report.ts';
import { useDesk } from './desk.ts';
import type { Field } from './filters.ts';
import type { Step } from './points.ts';
import { questionOf } from './question.ts';
import type { Range } from './ranges.ts';

const forms = ['csv', 'ndjson', 'parquet'] as const;

export interface ExportsProps {
  readonly report: ReportName;
  readonly title: string;
  /** Where the panel shows other days than the page. */
  readonly days?: Range | undefined;
  readonly step?: Step | null | undefined;
  readonly by?: Field | null | undefined;
}

/** Downloads what a panel shows: the same rows of the same question, all of them. The collector names the file. */
export function Exports({ report, title, days, step, by }: ExportsProps) {
  const { api, say, site, range, view } = useDesk();
  const question = questionOf(report, site.name, days ?? range, view.filters, { step, by });
  return (
    <span class="exports">
      {forms.map((form) => (
        <a
          key={form}
          download
          href={api.address(`v1/exports/${report}.${form}`, question)}
          aria-label={say('export', { name: title, form: form.toUpperCase() })}
        >
          {form.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
