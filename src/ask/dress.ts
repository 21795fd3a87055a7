/** Adds a style sheet to a page or a shadow tree; before Safari 16.4 a file, or what the markup says, has to do. */
export function dress(tree: DocumentOrShadowRoot, style: string): void {
  if (!tree.adoptedStyleSheets) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}
