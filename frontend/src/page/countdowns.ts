// Deadlines that tick: `data-due="2026-11-22T20:15:00Z"` with `data-half` and `data-nearly`, the
// instants at which half and most of the time is over, as the server computed them: hours outside
// of work are in them already. The server's clock counts (`data-now` of the page), not this one's.

import { forEvery } from "./inserted.ts";

const TICK_MS = 1000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const COLOURS: Record<State, string> = { fine: "good", half: "warn", nearly: "warn", late: "bad" };

type State = "fine" | "half" | "nearly" | "late";

let ahead = 0;

export function startCountdowns(root: Document): void {
  forEvery<HTMLElement>(root, "[data-now]", (element) => {
    ahead = Date.parse(element.dataset["now"] ?? "") - Date.now();
    tick(root);
  });
  const again = (): void => tick(root);
  root.addEventListener("htmx:after:swap", again);
  setInterval(again, TICK_MS);
}

function tick(root: Document): void {
  const words = root.querySelector<HTMLElement>("[data-countdown-words]")?.dataset;
  if (!words) return;
  const now = Date.now() + ahead;
  for (const element of root.querySelectorAll<HTMLElement>("[data-due]")) show(element, words, now);
}

function show(element: HTMLElement, words: DOMStringMap, now: number): void {
  const state = stateAt(element.dataset, now);
  const left = Date.parse(element.dataset["due"] ?? "") - now;
  const text = lasting(Math.abs(left), words);
  put(element, "word", words[state] ?? "");
  put(element, "left", left < 0 ? `+${text}` : text);
  if (element.dataset["state"] === state) return;
  element.dataset["state"] = state;
  const badge = element.querySelector("[data-part=word]");
  badge?.classList.remove(...Object.values(COLOURS));
  badge?.classList.add(COLOURS[state]);
}

export function stateAt(given: DOMStringMap, now: number): State {
  const passed = (name: string): boolean => Date.parse(given[name] ?? "") <= now;
  return passed("due") ? "late" : passed("nearly") ? "nearly" : passed("half") ? "half" : "fine";
}

// The two largest units: 2 d 3 h, 1 h 05 min, 12 min 05 s.
export function lasting(ms: number, units: DOMStringMap): string {
  const parts = (large: number, first: string, small: number, second: string): string => {
    const rest = Math.floor((ms % large) / small);
    const padded = small === HOUR ? String(rest) : String(rest).padStart(2, "0");
    return `${Math.floor(ms / large)} ${units[first]} ${padded} ${units[second]}`;
  };
  if (ms >= DAY) return parts(DAY, "days", HOUR, "hours");
  if (ms >= HOUR) return parts(HOUR, "hours", MINUTE, "minutes");
  return parts(MINUTE, "minutes", SECOND, "seconds");
}

function put(element: HTMLElement, part: string, text: string): void {
  const place = element.querySelector(`[data-part=${part}]`);
  if (place && place.textContent !== text) place.textContent = text;
}
