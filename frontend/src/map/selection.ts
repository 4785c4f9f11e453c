// The units that are selected, and who wants to know.

type Listener = (added: number[], removed: number[]) => void;

export class Selection {
  readonly units = new Set<number>();
  private readonly listeners: Listener[] = [];

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Select these and no others. */
  set(units: Iterable<number>): void {
    const wanted = new Set(units);
    this.change(
      [...wanted].filter((unit) => !this.units.has(unit)),
      [...this.units].filter((unit) => !wanted.has(unit)),
    );
  }

  add(units: Iterable<number>): void {
    this.change([...new Set(units)].filter((unit) => !this.units.has(unit)), []);
  }

  /** Select what is not selected, and the other way round. */
  toggle(unit: number): void {
    if (this.units.has(unit)) this.change([], [unit]);
    else this.change([unit], []);
  }

  clear(): void {
    this.set([]);
  }

  private change(added: number[], removed: number[]): void {
    if (!added.length && !removed.length) return;
    for (const unit of added) this.units.add(unit);
    for (const unit of removed) this.units.delete(unit);
    for (const listener of this.listeners) listener(added, removed);
  }
}
