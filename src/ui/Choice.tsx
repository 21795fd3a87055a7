interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Name, country and data of each recipient. */
  readonly recipients?: readonly (readonly string[])[];
  readonly term?: string;
  readonly on?: boolean;
  /** Said instead of a switch where nothing can be chosen. */
  readonly always?: string;
  readonly change?: (on: boolean) => void;
}

/** One purpose: its name and switch, what it means, who receives what. */
export function Choice({ id, name, about, recipients = [], term, on = false, always, change }: ChoiceProps) {
  const description = `about-${id}`;
  return (
    <li>
      {always ? (
        <div class="name">
          <span>{name}</span>
          <em>{always}</em>
        </div>
      ) : (
        <label class="name">
          <span>{name}</span>
          <input
            type="checkbox"
            role="switch"
            name={id}
            checked={on}
            aria-checked={on}
            aria-describedby={description}
            onChange={(event) => change?.(event.currentTarget.checked)}
          />
        </label>
      )}
      <div id={description}>
        {about && <p>{about}</p>}
        {recipients.map(([who, where, what]) => (
          <p key={who} class="to">
            <b>{who}</b>
            {[where, what].filter(Boolean).map((part) => ` · ${part}`)}
          </p>
        ))}
        {term && <p class="to">{term}</p>}
      </div>
    </li>
  );
}
