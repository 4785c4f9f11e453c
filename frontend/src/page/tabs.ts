// Tabs whose panels are all in the page (`role=tablist`); without a script every panel shows.

import { forEvery } from "./inserted.ts";

export function startTabs(root: Document): void {
  forEvery(root, "[role=tablist]", settle);
  root.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    if (tab) choose(tab);
  });
  root.addEventListener("keydown", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    const next = tab && neighbour(tab, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    choose(next);
  });
}

function tabsOf(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[role=tab]")];
}

function settle(list: HTMLElement): void {
  const tabs = tabsOf(list);
  const chosen = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (chosen) choose(chosen);
}

function choose(tab: HTMLElement): void {
  const list = tab.closest("[role=tablist]");
  for (const each of list ? tabsOf(list) : []) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(each.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !chosen;
  }
}

function neighbour(tab: HTMLElement, key: string): HTMLElement | undefined {
  const list = tab.closest("[role=tablist]");
  const tabs = list ? tabsOf(list) : [];
  const at = tabs.indexOf(tab);
  const places: Record<string, number> = {
    ArrowLeft: (at - 1 + tabs.length) % tabs.length,
    ArrowRight: (at + 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const place = places[key];
  return place === undefined ? undefined : tabs[place];
}
