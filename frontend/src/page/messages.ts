// Messages can be dismissed; those that only confirm leave by themselves.
// A `maillage:message` event ({kind, text}) shows one from the browser.

import { forEvery } from "./inserted.ts";

const STAY_MS = 8000;
const MOST = 3;

export function startMessages(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-dismiss]");
    button?.closest(".message")?.remove();
  });
  root.addEventListener("maillage:message", (event) => {
    const { kind, text } = (event as CustomEvent<{ kind: string; text: string }>).detail;
    show(root, kind, text);
  });
  forEvery(root, ".message.success", (item) => setTimeout(() => item.remove(), STAY_MS));
}

function show(root: Document, kind: string, text: string): void {
  const template = root.querySelector<HTMLTemplateElement>("template[data-message]");
  const list = root.querySelector(".messages");
  const item = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  const place = item?.querySelector("[data-message-text]");
  if (!list || !item || !place) return;
  item.classList.add(kind);
  place.textContent = text;
  list.append(item);
  while (list.children.length > MOST) list.firstElementChild?.remove();
}
