// Calls `act` on every element that matches, those in the page now and those that come later.

export function forEvery<Kind extends Element>(
  root: Document,
  selector: string,
  act: (element: Kind) => void,
): void {
  const within = (node: ParentNode): void => node.querySelectorAll<Kind>(selector).forEach(act);
  within(root);
  new MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.addedNodes])) {
      if (!(node instanceof Element)) continue;
      if (node.matches(selector)) act(node as Kind);
      within(node);
    }
  }).observe(root, { childList: true, subtree: true });
}
