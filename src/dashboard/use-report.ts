import { useEffect, useRef, useState } from 'preact/hooks';
import type { Report, ReportName } from '../wire/report.ts';
import type { Failure } from './api.ts';
import { useDesk } from './desk.ts';
import type { Field, Filters } from './filters.ts';
import type { Step } from './points.ts';
import { questionOf } from './question.ts';
import type { Range } from './ranges.ts';

export interface Reading<N extends ReportName> {
  /** The last answer; while another one is on its way it stays, so that nothing jumps. */
  readonly report: Report<N> | null;
  readonly failure: Failure | null;
  /** True while `report` answers an older question. */
  readonly stale: boolean;
  retry(): void;
}

interface Got<N extends ReportName> {
  readonly question: string;
  readonly report: Report<N> | null;
  readonly failure: Failure | null;
}

/**
 * Asks for report `name` over `range` and asks again when the range, the filters or the edition change. Filters that the
 * report does not take are left out (the panel says so). With `range` null nothing is asked.
 */
export function useReport<N extends ReportName>(
  name: N,
  range: Range | null,
  { filters, step, by }: { filters?: Filters; step?: Step | null; by?: Field | null } = {},
): Reading<N> {
  const { api, site, view, edition, signedOut } = useDesk();
  const [got, setGot] = useState<Got<N> | null>(null);
  const [tries, setTries] = useState(0);
  const parameters =
    range && step !== null ? questionOf(name, site.name, range, filters ?? view.filters, { step, by }) : null;
  const question = parameters ? `${name} ${JSON.stringify(parameters)}` : '';
  const current = useRef(question);
  current.current = question;

  useEffect(() => {
    if (!parameters) return;
    void api.get<Report<N>>(`v1/reports/${name}`, parameters).then((answer) => {
      // An answer to a question that is no longer asked would show one range's figures under another's name.
      if (current.current !== question) return;
      if ('value' in answer) setGot({ question, report: answer.value, failure: null });
      else if (answer.failure.kind === 'signedOut') signedOut();
      else {
        const { failure } = answer;
        setGot((before) => ({ question, report: before?.question === question ? before.report : null, failure }));
      }
    });
  }, [question, edition, tries]);

  if (!parameters) return { report: null, failure: null, stale: false, retry: () => {} };
  return {
    report: got?.report ?? null,
    failure: got?.question === question ? got.failure : null,
    stale: got?.question !== question,
    retry: () => {
      // What is there stays until the next answer; a failure alone gives way to the wait.
      setGot((before) => (before?.report ? { ...before, failure: null } : null));
      setTries((count) => count + 1);
    },
  };
}
