import { Fragment } from 'preact';
import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { fieldName, nameOf } from './names.ts';

/** One sentence: these figures are not kept together with the filters. A value that turns text around stays in its place. */
export function Unfiltered() {
  const { view, texts, language } = useDesk();
  const [before = '', after = ''] = texts['panel.unfiltered'].split('{filters}');
  return (
    <p class="note">
      {before}
      {view.filters.map(([field, value], at) => (
        <Fragment key={field}>
          {at > 0 && ', '}
          {fieldName(field, texts)}: <Breaking text={nameOf(field, value, language, texts)} />
        </Fragment>
      ))}
      {after}
    </p>
  );
}
