// Joins pointer, keyboard, buttons and tables to the view and to the changes.

import { Edits } from "./edits.ts";
import { Gestures } from "./gestures.ts";
import { Hover } from "./hover.ts";
import { press } from "./keys.ts";
import type { Panel } from "./panel.ts";
import { themeOf } from "./renderer.ts";
import { Reports } from "./reports.ts";
import { download, onPaper, print } from "./save.ts";
import { startSearch } from "./search.ts";
import { Selection } from "./selection.ts";
import { tokenOf } from "./server.ts";
import { followTables } from "./tables.ts";
import { Numbers, textOf } from "./texts.ts";
import { type Tool, Tools } from "./tools.ts";
import type { View } from "./view.ts";

export class Controls {
  private readonly root: HTMLElement;
  private readonly selection = new Selection();
  private readonly reports: Reports;
  private readonly edits: Edits;
  private readonly tools: Tools;
  private accounts = false;

  constructor(
    private readonly panel: Panel,
    private readonly view: View,
  ) {
    const root = (this.root = panel.root);
    const url = (name: string): string => root.dataset[name] ?? "";
    this.reports = new Reports(panel, this.selection);
    this.edits = new Edits(
      {
        state: url("stateUrl"),
        move: url("moveUrl"),
        undo: url("undoUrl"),
        redo: url("redoUrl"),
        lock: url("lockUrl"),
      },
      view,
      this.reports,
      () => tokenOf(root),
    );
    const numbers = new Numbers(document.documentElement.lang);
    const hover = new Hover(panel.get("hover"), numbers, textOf(root, "none"));
    const gestures = new Gestures(view, this.selection, this.edits, hover);
    this.tools = new Tools(view.renderer.surface, panel.get("sheet"), gestures);
  }

  begin(): void {
    this.listen();
    this.useTool("pan");
    this.count();
  }

  private listen(): void {
    const { panel, view, selection } = this;
    panel.onClick("data-tool", (tool) => this.useTool(tool as Tool));
    panel.onClick("data-do", (name) => this.actions[name]?.());
    panel.onClick("data-territory", (number) => this.choose(Number(number)));
    panel.get("legend").addEventListener("dblclick", () => this.selectTerritory());
    panel.onChange("colour-by", (by) => view.colourBy(by));
    panel.onChange("indicator", (name) => view.indicate(name));
    const measures = view.alignment.state.measures.map(({ name, label }) => [name, label] as const);
    panel.choices("colour-by", measures);
    panel.choices("indicator", measures);
    const first = view.alignment.state.measures[0];
    if (first && !view.alignment.state.territories.length) view.colourBy(first.name);
    const { names, units } = view.alignment.state;
    startSearch(panel.get("search"), panel.get("found"), names, units, (unit) => this.go(unit));
    selection.onChange((added, removed) => {
      view.renderer.mark(added, true);
      view.renderer.mark(removed, false);
      this.count();
    });
    followTables(this.root, view, selection);
    panel.get("view").addEventListener("keydown", (event) => press(event, this.keys));
    document.addEventListener("maillage:theme", () => this.restyle());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
    document.addEventListener("maillage:changed", (event) => void this.hear(event));
    new ResizeObserver(() => view.renderer.resize()).observe(panel.get("view"));
  }

  private readonly actions: Record<string, () => void> = {
    undo: () => void this.edits.undo(),
    redo: () => void this.edits.redo(),
    assign: () => this.assign(),
    lock: () => void this.edits.lock([...this.selection.units], true),
    unlock: () => void this.edits.lock([...this.selection.units], false),
    clear: () => this.selection.clear(),
    fit: () => this.fit(false),
    whole: () => this.fit(true),
    "zoom-in": () => this.view.renderer.zoomBy(1),
    "zoom-out": () => this.view.renderer.zoomBy(-1),
    accounts: () => this.showAccounts(),
    png: () => void this.withPicture((drawn) => download(drawn, this.title, this.root)),
    print: () => void this.withPicture((drawn) => print(drawn, this.panel.get("paper"), this.root)),
  };

  private readonly keys = {
    pan: (x: number, y: number) => this.view.renderer.panBy(x, y),
    zoom: (steps: number) => this.view.renderer.zoomBy(steps),
    undo: () => void this.edits.undo(),
    redo: () => void this.edits.redo(),
    all: () => this.selection.set(this.view.alignment.labels.keys()),
    clear: () => (this.tools.cancel(), this.selection.clear()),
    assign: () => this.assign(),
    digit: (place: number) => {
      const territory = this.view.alignment.state.territories[place - 1];
      this.choose(place === 0 ? 0 : territory?.number);
    },
  };

  private get title(): string {
    return this.root.dataset["title"] ?? "";
  }

  private useTool(tool: Tool): void {
    this.tools.tool = tool;
    this.panel.press(tool);
    this.view.renderer.pannable(tool === "pan");
  }

  private choose(territory: number | undefined): void {
    if (territory === undefined) return;
    this.view.legend.activate(territory);
    this.count();
  }

  private selectTerritory(): void {
    const { labels } = this.view.alignment;
    const chosen = this.view.legend.active;
    this.selection.set([...labels.keys()].filter((unit) => labels[unit] === chosen));
  }

  private assign(): void {
    const territory = this.view.legend.active;
    if (territory === undefined || !this.selection.units.size || !this.edits.editable) return;
    void this.edits.assign([...this.selection.units], territory);
  }

  private go(unit: number): void {
    this.selection.set([unit]);
    const { lon, lat } = this.view.geometry;
    const [x, y] = [lon[unit]!, lat[unit]!];
    if (!Number.isNaN(x)) this.view.renderer.fit([x - 1, y - 0.75, x + 1, y + 0.75]);
  }

  private fit(whole: boolean): void {
    const chosen = this.selection.units;
    const units = chosen.size && !whole ? chosen : this.view.alignment.labels.keys();
    this.view.fit(units, whole || chosen.size > 0);
  }

  private showAccounts(): void {
    this.accounts = !this.accounts;
    this.view.renderer.accounts(this.accounts ? this.root.dataset["accountsUrl"] : undefined);
    for (const button of this.root.querySelectorAll("[data-do=accounts]")) {
      button.setAttribute("aria-pressed", String(this.accounts));
    }
  }

  /** Say what is selected and what can be done with it. */
  private count(): void {
    const { panel, view } = this;
    const count = this.selection.units.size;
    const chosen = view.legend.active;
    const { territories } = view.alignment.state;
    const name = territories.find((each) => each.number === chosen)?.name;
    const nobody = textOf(this.root, chosen === 0 ? "none" : "choose");
    panel.get("selection").hidden = count === 0;
    panel.get("assign-to").textContent = name ?? nobody;
    panel.enable("assign", count > 0 && chosen !== undefined);
    const formatted = count.toLocaleString(document.documentElement.lang);
    panel.say(count ? textOf(this.root, "selected", { count: formatted }) : "");
    const units = [...this.selection.units].map((unit) => view.alignment.state.units[unit]);
    this.root.dispatchEvent(
      new CustomEvent("maillage:selection", { bubbles: true, detail: { units } }),
    );
  }

  private async withPicture(use: (drawn: HTMLCanvasElement) => Promise<void>): Promise<void> {
    await onPaper(this.view.renderer, this.root, [...this.selection.units], use);
  }

  private restyle(): void {
    this.view.renderer.theme(themeOf(this.root));
  }

  /** Another page or person changed the alignment: show it, and keep the selection. */
  private async hear(event: Event): Promise<void> {
    const { revision } = (event as CustomEvent<{ revision?: number }>).detail ?? {};
    if (revision === undefined || revision <= this.edits.revision) return;
    await this.edits.reload();
  }
}
