import { useDesk } from './desk.ts';
import { type Rating, ratings } from './rating.ts';

type Shares = Readonly<Record<Rating, number | null>>;

/** Good, middling and poor as parts of one bar. `thin`: without figures in it; they are read out all the same. */
export function Stack({ shares, thin = false }: { readonly shares: Shares; readonly thin?: boolean }) {
  const { say } = useDesk();
  const isShared = ratings.every((name) => shares[name] !== null);
  if (!isShared) return thin ? null : <span class="note">{say('vitals.none')}</span>;
  return (
    <span class={thin ? 'stack thin' : 'stack'}>
      {ratings.map((name) => (
        <Share key={name} name={name} share={shares[name] ?? 0} thin={thin} />
      ))}
    </span>
  );
}

/** A part of the bar; its figure stands in it where there is room, and is read out everywhere. */
function Share({ name, share, thin }: { readonly name: Rating; readonly share: number; readonly thin: boolean }) {
  const { say, formats } = useDesk();
  if (share === 0) return null;
  const text = formats.share(share);
  return (
    <span class={`part ${name}`} style={{ '--share': share }} title={`${say(name)}: ${text}`}>
      <span class="unseen">{say(name)} </span>
      <span class={thin || share < 0.1 ? 'unseen' : undefined}>{text}</span>
    </span>
  );
}
