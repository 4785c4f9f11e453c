// The keyboard on the map.

export interface KeyActions {
  pan(x: number, y: number): void;
  zoom(steps: number): void;
  undo(): void;
  redo(): void;
  all(): void;
  clear(): void;
  assign(): void;
  /** A digit: choose the territory in this place of the list. */
  digit(place: number): void;
}

const STEP_PX = 80;

/** Do what a key means; say whether it means anything. */
export function press(event: KeyboardEvent, actions: KeyActions): boolean {
  const meant = event.ctrlKey || event.metaKey ? withControl(event, actions) : plain(event, actions);
  if (!meant) return false;
  event.preventDefault();
  meant();
  return true;
}

function withControl(event: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (key === "z") return () => (event.shiftKey ? actions.redo() : actions.undo());
  if (key === "y") return () => actions.redo();
  if (key === "a") return () => actions.all();
  return undefined;
}

function plain(event: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  if (/^[0-9]$/.test(event.key)) return () => actions.digit(Number(event.key));
  const meanings: Record<string, () => void> = {
    ArrowLeft: () => actions.pan(-STEP_PX, 0),
    ArrowRight: () => actions.pan(STEP_PX, 0),
    ArrowUp: () => actions.pan(0, -STEP_PX),
    ArrowDown: () => actions.pan(0, STEP_PX),
    "+": () => actions.zoom(1),
    "=": () => actions.zoom(1),
    "-": () => actions.zoom(-1),
    Escape: () => actions.clear(),
    Enter: () => actions.assign(),
  };
  return meanings[event.key];
}
