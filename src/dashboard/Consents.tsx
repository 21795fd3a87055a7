import { useDesk } from './desk.ts';
import { purposeName, valueName } from './names.ts';
import { Awaited, Panel } from './Panel.tsx';
import type { Climbed } from './use-climb.ts';

/** Consents given and withdrawn, by policy version and purpose; the newest policy first. */
export function Consents({ reading }: { readonly reading: Climbed<'consents'> }) {
  const { say, formats, texts } = useDesk();
  const rows = reading.report?.rows ?? [];
  return (
    <Panel
      report="consents"
      days={reading.wider ?? undefined}
      isWider={reading.wider !== null}
      title={say('consents')}
      why={say('consents.why')}
    >
      <Awaited reading={reading} rows={4}>
        <table class="plain">
          <caption class="unseen">{say('consents')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('column.purpose')}</th>
              <th scope="col">{say('column.policy')}</th>
              <th scope="col" class="number">
                {say('column.given')}
              </th>
              <th scope="col" class="number">
                {say('column.withdrawn')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ policy, purpose, given, withdrawn }) => (
              <tr key={`${policy} ${purpose}`}>
                <th scope="row">
                  <bdi>{purposeName(purpose, texts)}</bdi>
                </th>
                <td>
                  <bdi>{valueName(policy, texts)}</bdi>
                </td>
                <td class="number">{formats.count(given)}</td>
                <td class="number">{formats.count(withdrawn)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Awaited>
    </Panel>
  );
}
