// Changes: shown at once, sent in order, settled by what the server answers.

import { Alignment } from "./alignment.ts";
import type { Answer, Conflict, State } from "./contract.ts";
import { type Outcome, Server, load } from "./server.ts";
import type { View } from "./view.ts";

export interface Urls {
  state: string;
  move: string;
  undo: string;
  redo: string;
  lock: string;
}

/** What the page is told. */
export interface Listener {
  moved(answer: Answer): void;
  /** Somebody else was faster; these units of ours were not moved. */
  overtaken(conflict: Conflict, refused: number[]): void;
  failed(message: string, refused: number[]): void;
  /** So many units stayed because they are locked. */
  held(count: number): void;
  steps(undo: boolean, redo: boolean): void;
}

export class Edits {
  private readonly server: Server;
  private pending = 0;
  private answers: Answer[] = [];
  private refused = new Set<number>();

  constructor(
    private readonly urls: Urls,
    private readonly view: View,
    private readonly listener: Listener,
    token: () => string,
  ) {
    this.server = new Server(token, view.alignment.state.revision);
    this.offer(view.alignment.state);
  }

  get revision(): number {
    return this.server.revision;
  }

  get editable(): boolean {
    return this.urls.move !== "";
  }

  private offer(said: { undo?: boolean; redo?: boolean }): void {
    this.listener.steps(said.undo ?? false, said.redo ?? false);
  }

  /** Show units in a territory without telling the server yet: a brush in motion. */
  preview(units: readonly number[], territory: number): number[] {
    const changed = this.view.alignment.give(units, territory);
    if (changed.length) {
      this.view.legend.forget();
      this.view.changed(changed);
    }
    return changed;
  }

  async assign(units: readonly number[], territory: number): Promise<void> {
    const { alignment } = this.view;
    const held = units.filter((unit) => alignment.fixed(unit) && alignment.labels[unit] !== territory);
    if (held.length) this.listener.held(held.length);
    const before = new Map(units.map((unit) => [unit, alignment.labels[unit] ?? 0]));
    const changed = this.preview(units, territory);
    if (changed.length) await this.commit(changed, territory, before);
  }

  /** Send what is shown already. */
  async commit(
    units: readonly number[],
    territory: number,
    before: ReadonlyMap<number, number>,
  ): Promise<void> {
    const outcome = await this.send(this.urls.move, { units: this.codes(units), territory }, units);
    if (outcome.kind === "failed") this.takeBack(units, territory, before);
  }

  async undo(): Promise<void> {
    if (this.urls.undo) await this.send(this.urls.undo, {}, []);
  }

  async redo(): Promise<void> {
    if (this.urls.redo) await this.send(this.urls.redo, {}, []);
  }

  async lock(units: readonly number[], locked: boolean): Promise<void> {
    if (this.urls.lock) await this.send(this.urls.lock, { units: this.codes(units), locked }, []);
  }

  private codes(units: readonly number[]): string[] {
    return units.map((unit) => this.view.alignment.state.units[unit]!);
  }

  private async send(
    url: string,
    body: Record<string, unknown>,
    units: readonly number[],
  ): Promise<Outcome> {
    this.pending += 1;
    const outcome = await this.server.send(url, body);
    this.pending -= 1;
    if (outcome.kind === "done") this.answers.push(outcome.answer);
    else for (const unit of units) this.refused.add(unit);
    if (outcome.kind === "failed") this.listener.failed(outcome.message, this.takeRefused());
    if (this.pending === 0) await this.settle();
    return outcome;
  }

  private takeRefused(): number[] {
    const refused = [...this.refused];
    this.refused.clear();
    return refused;
  }

  /** Nothing is under way: write what the server decided. */
  private async settle(): Promise<void> {
    const answers = this.answers;
    this.answers = [];
    for (const answer of answers) this.take(answer);
    const conflict = this.server.conflict;
    if (!conflict) return;
    await this.reload();
    this.listener.overtaken(conflict, this.takeRefused());
  }

  private take(answer: Answer): void {
    const { alignment, legend } = this.view;
    const changed = answer.changed.units.flatMap((code, at) => {
      const unit = alignment.indexOf.get(code);
      if (unit === undefined) return [];
      alignment.put(unit, answer.changed.labels[at] ?? 0);
      return [unit];
    });
    if (answer.locked) alignment.relock(answer.locked);
    if (answer.indicators) legend.hear(answer.indicators);
    this.view.changed(changed);
    this.offer(answer);
    this.listener.moved(answer);
  }

  private takeBack(
    units: readonly number[],
    territory: number,
    before: ReadonlyMap<number, number>,
  ): void {
    const { alignment } = this.view;
    const own = units.filter((unit) => alignment.labels[unit] === territory);
    for (const unit of own) alignment.put(unit, before.get(unit) ?? 0);
    this.view.changed(own);
  }

  /** Read the state again: somebody else changed it. */
  async reload(): Promise<void> {
    const state = await load<State>(this.urls.state);
    if (!sameUnits(state, this.view.alignment.state)) location.reload();
    this.view.replace(new Alignment(state));
    this.server.resume(state.revision);
    this.offer(state);
  }
}

function sameUnits(one: State, other: State): boolean {
  return (
    one.units.length === other.units.length &&
    one.units.every((code, unit) => code === other.units[unit])
  );
}
