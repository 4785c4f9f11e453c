// Dragging and the wheel move a plain canvas, as they move MapLibre's.

import type { Camera } from "./camera.ts";

export interface Follower {
  panning(): boolean;
  moved(): void;
}

const WHEEL_PER_DOUBLING = 240;

export function followPointer(surface: HTMLElement, camera: Camera, follower: Follower): void {
  let last: [x: number, y: number] | undefined;
  surface.addEventListener("pointerdown", (event) => {
    if (follower.panning()) last = [event.clientX, event.clientY];
  });
  surface.addEventListener("pointermove", (event) => {
    if (!last) return;
    camera.pan(last[0] - event.clientX, last[1] - event.clientY);
    last = [event.clientX, event.clientY];
    follower.moved();
  });
  for (const end of ["pointerup", "pointerleave"]) {
    surface.addEventListener(end, () => (last = undefined));
  }
  surface.addEventListener("wheel", (event) => {
    event.preventDefault();
    camera.zoom(-event.deltaY / WHEEL_PER_DOUBLING, event.offsetX, event.offsetY);
    follower.moved();
  });
}
