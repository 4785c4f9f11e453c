// `data-meaning`: what a word means, shown beside it to who points at it or comes to it by keyboard.
// It stays while the pointer is on it, and Escape takes it away. Others hear it: aria-description.

const WORD = "[data-meaning]";
const GAP = 6;
const LEAVING_MS = 200;

export function startMeanings(root: Document): void {
  const bubble = root.createElement("div");
  bubble.className = "meaning";
  bubble.popover = "manual";
  bubble.setAttribute("aria-hidden", "true");
  root.body.append(bubble);
  let leaving = 0;

  const hide = (): void => {
    clearTimeout(leaving);
    if (bubble.matches(":popover-open")) bubble.hidePopover();
  };
  const show = (word: HTMLElement): void => {
    clearTimeout(leaving);
    word.removeAttribute("title");
    bubble.textContent = word.dataset["meaning"] ?? "";
    if (!bubble.matches(":popover-open")) bubble.showPopover();
    place(bubble, word.getBoundingClientRect());
  };
  const coming = (event: Event): void => {
    const target = event.target as Element;
    const word = target.closest<HTMLElement>(WORD);
    if (word) show(word);
    else if (target === bubble) clearTimeout(leaving);
  };
  const going = (): void => {
    clearTimeout(leaving);
    leaving = window.setTimeout(hide, LEAVING_MS);
  };
  root.addEventListener("pointerover", coming);
  root.addEventListener("focusin", coming);
  root.addEventListener("pointerout", going);
  root.addEventListener("focusout", hide);
  root.addEventListener("scroll", hide, true);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

function place(bubble: HTMLElement, word: DOMRect): void {
  const { width, height } = bubble.getBoundingClientRect();
  const right = document.documentElement.clientWidth - width - GAP;
  const below = word.bottom + GAP;
  const above = word.top - GAP - height;
  const room = below + height <= window.innerHeight || above < 0;
  bubble.style.left = `${Math.max(GAP, Math.min(word.left, right))}px`;
  bubble.style.top = `${room ? below : above}px`;
}
