// `data-opens="id"` opens a dialog; `data-closes` closes the one it is in; so does its backdrop.
// A dialog that the server puts into the page with `data-shown` opens by itself.

import { forEvery } from "./inserted.ts";

export function startDialogs(root: Document): void {
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) open(root, opener.dataset["opens"] ?? "");
    else if (target.closest("[data-closes]")) target.closest("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close();
  });
  forEvery<HTMLDialogElement>(root, "dialog[data-shown]", show);
}

function open(root: Document, id: string): void {
  const dialog = root.getElementById(id);
  if (dialog instanceof HTMLDialogElement) show(dialog);
}

function show(dialog: HTMLDialogElement): void {
  dialog.removeAttribute("data-shown");
  if (!dialog.open) dialog.showModal();
}
