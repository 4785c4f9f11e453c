// `data-opens="id"` opens a dialog; `data-closes` closes the one it is in; so does its backdrop.
// A dialog that the server puts into the page with `data-shown` opens by itself. One dialog serves
// many rows: `data-sends` is where its form goes, `data-names` whom it is about, `data-version` what
// its reader looked at. As a link, an opener leads to a page where there is no script.

import { forEvery } from "./inserted.ts";

export function startDialogs(root: Document): void {
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener && !(event.ctrlKey || event.metaKey)) {
      if (opener.matches("a")) event.preventDefault();
      open(root, opener.dataset);
    }
    else if (target.closest("[data-closes]")) target.closest("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close();
  });
  forEvery<HTMLDialogElement>(root, "dialog[data-shown]", show);
}

function open(root: Document, asked: DOMStringMap): void {
  const dialog = root.getElementById(asked["opens"] ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (asked["sends"]) fill(dialog, asked);
  show(dialog);
}

function fill(dialog: HTMLDialogElement, asked: DOMStringMap): void {
  const form = dialog.querySelector("form");
  if (!form) return;
  form.reset();
  form.action = asked["sends"] ?? "";
  const version = form.querySelector<HTMLInputElement>("input[name=version]");
  if (version) version.value = asked["version"] ?? "";
  const about = form.querySelector("[data-about]");
  if (about) about.textContent = asked["names"] ?? "";
}

function show(dialog: HTMLDialogElement): void {
  dialog.removeAttribute("data-shown");
  if (!dialog.open) dialog.showModal();
}
