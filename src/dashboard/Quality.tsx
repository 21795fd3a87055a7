import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { reasonName } from './names.ts';
import { Awaited, Panel } from './Panel.tsx';
import { useReport } from './use-report.ts';

/** What was not counted, by reason; exact, since it is not about people. */
export function Quality() {
  const { say, formats, texts, range } = useDesk();
  const reading = useReport('quality', range);
  const rows = reading.report?.rows ?? [];
  return (
    <Panel report="quality" title={say('quality')} why={say('quality.why')}>
      <Awaited reading={reading} rows={4}>
        {rows.length === 0 ? (
          <p class="note">{say('quality.none')}</p>
        ) : (
          <table class="plain">
            <caption class="unseen">{say('quality')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('column.reason')}</th>
                <th scope="col" class="number">
                  {say('column.count')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.reason}>
                  <th scope="row">
                    <Breaking text={reasonName(row.reason, texts)} />
                  </th>
                  <td class="number">{formats.count(row.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Awaited>
    </Panel>
  );
}
