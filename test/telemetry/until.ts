/** Resolves when `condition` holds; rejects after `timeoutMs`. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 12_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
