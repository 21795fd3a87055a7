/** Which data a service receives, as an owner gives it: one list, or one for each language. */
export type DataLists = readonly string[] | Readonly<Partial<Record<string, readonly string[]>>>;

/** Says them in a row in the visitor's language; the first that there is where the owner left that one out. */
export function dataIn(data: DataLists | undefined, language: string): string {
  const lists = data as Partial<Record<string, readonly string[]>> | undefined;
  const list = lists?.map ? data : (lists?.[language] ?? Object.values(lists ?? {})[0]);
  return (list as readonly string[] | undefined)?.join(', ') ?? '–';
}
