import type { CDPSession, Page } from 'puppeteer-core';

/** A span of Chromium's own record; times in microseconds, `tdur` of the processor alone. https://www.chromium.org/developers/how-tos/trace-event-profiling-tool/ */
interface Span {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  /** Left out where it is nothing. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: { fileName?: string; data?: { url?: string; type?: string } };
}

/**
 * What a page's main thread did. Work is told by the processor's time, which a busy machine does not lengthen as it does
 * the clock's; a slow phone takes four times as long.
 */
export interface Trace {
  /** Milliseconds of each task in which a script whose address fits ran: of that script alone, and what it left to do at its end. */
  tasks(script: RegExp): number[];
  /** Milliseconds of all scripts, and of what promises called, but for scripts whose address fits. */
  script(but: RegExp): number;
  /** How often layout was computed inside such a script, because it asked for it. */
  forcedLayouts(script: RegExp): number;
  /** For each input event of `type`: milliseconds of such scripts from its dispatch to the next frame. */
  inInput(type: string, script: RegExp): number[];
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'v8'];

/** Records what the page does while `work` runs. */
export async function trace(page: Page, work: () => Promise<void>): Promise<Trace> {
  const cdp = await page.createCDPSession();
  const events: Span[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as Span[])));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories, excludedCategories: ['*'] },
  });
  await work();
  await end(cdp);
  return read(events);
}

async function end(cdp: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  await cdp.detach();
}

const urlOf = ({ args }: Span) => args.data?.url || args.fileName || '';
const holds = (outer: Span, inner: Span) =>
  outer !== inner && outer.ts <= inner.ts && inner.ts + inner.dur <= outer.ts + outer.dur;
/** Those that lie in none of the others. */
const outermost = (spans: readonly Span[]) =>
  spans.filter((span, at) => !spans.some((other, place) => holds(other, span) && !(holds(span, other) && place > at)));

function read(events: readonly Span[]): Trace {
  const whole = events.filter(({ ph, dur }) => ph === 'X' && dur !== undefined);
  const main = whole.find((span) => /^(EvaluateScript|FunctionCall)$/.test(span.name) && /^http/.test(urlOf(span)));
  const spans = whole.filter(({ pid, tid }) => pid === main?.pid && tid === main.tid);
  const named = (name: RegExp) => spans.filter((span) => name.test(span.name));
  const runs = (of: RegExp) => named(/^(EvaluateScript|FunctionCall|v8\.)/).filter((span) => of.test(urlOf(span)));
  const ends = named(/PerformMicrotaskCheckpoint$/);
  const ms = (parts: readonly Span[]) => outermost(parts).reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
  return {
    tasks(of) {
      const ours = runs(of);
      return named(/^RunTask$/).flatMap((task) => {
        const mine = ours.filter((span) => holds(task, span));
        return mine.length ? [ms([...mine, ...ends.filter((span) => holds(task, span))])] : [];
      });
    },
    script(but) {
      const calls = named(/^v8\.callFunction$/);
      const others = runs(but).filter(({ name }) => /^(EvaluateScript|FunctionCall)$/.test(name));
      // A call of the browser's own, like that of a promise's `resolve`, has no address; what it sets off is ours.
      const foreign = others.filter((span) => urlOf(span) || span.name === 'EvaluateScript');
      const whole = calls.filter((call) => {
        const inner = named(/^FunctionCall$/).filter((span) => holds(call, span));
        return inner.length > 0 && inner.every((span) => foreign.includes(span));
      });
      return ms([...runs(/(?:)/), ...ends]) - ms([...foreign, ...whole]);
    },
    forcedLayouts(of) {
      const ours = runs(of);
      return named(/^Layout$/).filter((layout) => ours.some((span) => holds(span, layout))).length;
    },
    inInput(type, of) {
      const ours = [...runs(of)];
      const frames = events.filter(({ name, tid }) => name === 'Commit' && tid === main?.tid).map(({ ts }) => ts);
      return named(/^EventDispatch$/)
        .filter(({ args }) => args.data?.type === type)
        .map(({ ts }) => {
          const shown = Math.min(...frames.filter((at) => at > ts));
          return ms(ours.filter((span) => span.ts >= ts && span.ts < shown));
        });
    },
  };
}
