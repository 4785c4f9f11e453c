// The map as a picture: a file, or paper.

import { type Renderer, themeOf } from "./renderer.ts";

const CAPTION_PX = 56;

/** Use the map as on paper: light, nothing selected. */
export async function onPaper(
  renderer: Renderer,
  root: Element,
  selected: readonly number[],
  use: (drawn: HTMLCanvasElement) => Promise<void>,
): Promise<void> {
  root.classList.add("on-paper");
  renderer.theme(themeOf(root));
  renderer.mark(selected, false);
  await use(await renderer.picture());
  root.classList.remove("on-paper");
  renderer.theme(themeOf(root));
  renderer.mark(selected, true);
}

/** The drawing under its title, as PNG. */
async function png(drawn: HTMLCanvasElement, title: string, look: CSSStyleDeclaration): Promise<Blob> {
  const scale = window.devicePixelRatio;
  const page = document.createElement("canvas");
  const top = title ? CAPTION_PX * scale : 0;
  [page.width, page.height] = [drawn.width, drawn.height + top];
  const pen = page.getContext("2d")!;
  pen.fillStyle = look.backgroundColor;
  pen.fillRect(0, 0, page.width, page.height);
  pen.fillStyle = look.color;
  pen.font = `600 ${20 * scale}px ${look.fontFamily}`;
  pen.textBaseline = "middle";
  pen.fillText(title, 20 * scale, top / 2);
  pen.drawImage(drawn, 0, top);
  return new Promise((settle, refuse) => {
    page.toBlob((blob) => (blob ? settle(blob) : refuse(new Error("PNG"))), "image/png");
  });
}

export async function download(drawn: HTMLCanvasElement, title: string, root: Element): Promise<void> {
  const url = URL.createObjectURL(await png(drawn, title, getComputedStyle(root)));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title || "map"}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Put the picture where paper shows it, then print. */
export async function print(drawn: HTMLCanvasElement, place: HTMLElement, root: Element): Promise<void> {
  const url = URL.createObjectURL(await png(drawn, "", getComputedStyle(root)));
  const image = new Image();
  image.src = url;
  image.alt = "";
  await image.decode();
  place.replaceChildren(image);
  window.print();
}
