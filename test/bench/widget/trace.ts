/** The part of a trace event that is read here; times in microseconds, `tdur` in the thread's own time. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly url?: string } };
}

const script = /^(EvaluateScript|FunctionCall|RunMicrotasks|EventDispatch|TimerFire|FireAnimationFrame|v8\..+)$/;
const rendering = /^(ParseHTML|ParseAuthorStyleSheet|UpdateLayoutTree|Layout|PrePaint|Paint|HitTest)$/;

/**
 * How long the main thread of the page at `address` was in script, compiling included, in milliseconds of its own time;
 * layout and style that script forces are not in it.
 *
 * The trace must hold the categories `devtools.timeline`, `v8` and `v8.execute`. `ScriptDuration` of `Performance.getMetrics`
 * knows nothing of what runs after an `await`.
 */
export function readScript(trace: Uint8Array, address: string): number {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: readonly TraceEvent[] };
  const own = traceEvents.find(({ name, args }) => name === 'EvaluateScript' && args.data?.url === address);
  if (!own) throw Error(`no script of ${address} in the trace`);
  const events = traceEvents
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === own.pid && tid === own.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  let sum = 0;
  const open: { readonly end: number; readonly counts: boolean }[] = [];
  for (const { name, ts, dur = 0, tdur = dur } of events) {
    while (open[0] && open[0].end <= ts) open.shift();
    const outside = open[0]?.counts ?? false;
    const counts = script.test(name) || (outside && !rendering.test(name));
    if (counts !== outside) sum += counts ? tdur : -tdur;
    open.unshift({ end: ts + dur, counts });
  }
  return sum / 1000;
}
