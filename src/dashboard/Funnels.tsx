import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { type Funnel, funnelsOf } from './funnel.ts';
import { valueName } from './names.ts';
import { Awaited, Panel } from './Panel.tsx';
import type { Climbed } from './use-climb.ts';

/** The owner's funnels, step by step: how many reached each, of the first step and of the one before. */
export function Funnels({ reading }: { readonly reading: Climbed<'funnels'> }) {
  const { say, formats, k } = useDesk();
  return (
    <Panel
      report="funnels"
      days={reading.wider ?? undefined}
      isWider={reading.wider !== null}
      title={say('funnels')}
      why={say('funnels.why', { k: formats.count(k) })}
    >
      <Awaited reading={reading} rows={5}>
        <table class="bars steps">
          <caption class="unseen">{say('funnels')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('column.step')}</th>
              <th scope="col" class="number">
                {say('column.browsers')}
              </th>
              <th scope="col" class="number minor">
                {say('column.ofFirst')}
              </th>
              <th scope="col" class="number">
                {say('column.ofBefore')}
              </th>
            </tr>
          </thead>
          {funnelsOf(reading.report?.rows ?? []).map((funnel) => (
            <Steps key={funnel.name} funnel={funnel} />
          ))}
        </table>
      </Awaited>
    </Panel>
  );
}

function Steps({ funnel: { name, steps } }: { readonly funnel: Funnel }) {
  const { say, formats, texts } = useDesk();
  const largest = Math.max(1, ...steps.map(({ browsers }) => browsers));
  const share = (value: number | null) => (value === null ? '–' : formats.share(value));
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colSpan={4}>
          <Breaking text={valueName(name, texts)} />
        </th>
      </tr>
      {steps.map(({ step, browsers, ofFirst, ofBefore }) => (
        <tr key={step} style={{ '--share': browsers / largest }}>
          <th scope="row">{say('funnel.step', { n: formats.count(step) })}</th>
          <td class="number">{formats.count(browsers)}</td>
          <td class="number minor">{share(ofFirst)}</td>
          <td class="number">{share(ofBefore)}</td>
        </tr>
      ))}
    </tbody>
  );
}
