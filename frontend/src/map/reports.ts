// Tells the page, its tables and its reader what became of a change.

import type { Answer, Conflict } from "./contract.ts";
import type { Listener } from "./edits.ts";
import type { Panel } from "./panel.ts";
import type { Selection } from "./selection.ts";
import { textOf } from "./texts.ts";

export class Reports implements Listener {
  constructor(
    private readonly panel: Panel,
    private readonly selection: Selection,
  ) {}

  private send(name: string, detail: object): void {
    this.panel.root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  message(kind: string, text: string): void {
    if (text) this.send("maillage:message", { kind, text });
  }

  moved(answer: Answer): void {
    for (const warning of answer.warnings ?? []) this.message("warning", warning);
    this.send("maillage:moved", answer);
  }

  overtaken(conflict: Conflict, refused: number[]): void {
    this.selection.add(refused);
    const values = { by: conflict.by, at: timeOf(conflict.at), count: refused.length };
    const name = refused.length ? "conflict" : "changed";
    this.message("warning", textOf(this.panel.root, name, values));
    this.send("maillage:conflict", conflict);
  }

  failed(message: string, refused: number[]): void {
    this.selection.add(refused);
    this.message("error", textOf(this.panel.root, "failed", { message }));
  }

  held(count: number): void {
    this.message("warning", textOf(this.panel.root, "held", { count }));
  }

  steps(undo: boolean, redo: boolean): void {
    this.panel.enable("undo", undo);
    this.panel.enable("redo", redo);
  }
}

/** A moment as the reader writes it; as it came where it is no moment. */
function timeOf(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  const language = document.documentElement.lang;
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(moment);
}
