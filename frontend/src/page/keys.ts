// `data-key="m"` presses a button by a key of its own, where nobody is typing and no dialog is open.

export function startKeys(root: Document): void {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.target as HTMLElement;
    if (typing(target) || root.querySelector("dialog[open]")) return;
    const key = CSS.escape(event.key.toLowerCase());
    const button = root.querySelector<HTMLButtonElement>(`button[data-key="${key}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}

function typing(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches(
    "textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])",
  );
}
