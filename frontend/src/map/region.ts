// Plane geometry: what is inside a ring, a rectangle, or nearest to a point.

export type Ring = ArrayLike<number>;

/** Whether a point is inside a closed ring of flat coordinates (even-odd rule). */
export function inRing(x: number, y: number, ring: Ring): boolean {
  let inside = false;
  for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
    const [x1, y1] = [ring[at]!, ring[at + 1]!];
    const [x0, y0] = [ring[before]!, ring[before + 1]!];
    if (y1 > y !== y0 > y && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Whether a point is inside rings, holes among them. */
export function inRings(x: number, y: number, rings: readonly Ring[]): boolean {
  return rings.filter((ring) => inRing(x, y, ring)).length % 2 === 1;
}

/** Ring of the rectangle between two corners. */
export function rectangle(x0: number, y0: number, x1: number, y1: number): number[] {
  return [x0, y0, x1, y0, x1, y1, x0, y1];
}

/** Left, bottom, right, top of rings. */
export function boundsOf(rings: readonly Ring[]): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      bounds[0] = Math.min(bounds[0], ring[at]!);
      bounds[1] = Math.min(bounds[1], ring[at + 1]!);
      bounds[2] = Math.max(bounds[2], ring[at]!);
      bounds[3] = Math.max(bounds[3], ring[at + 1]!);
    }
  }
  return bounds;
}

/** Centre of mass of the largest of rings; the middle of its box where it has no area. */
export function centreOf(rings: readonly Ring[]): [number, number] {
  let largest = 0;
  let centre: [number, number] | undefined;
  for (const ring of rings) {
    const [area, x, y] = moments(ring);
    if (Math.abs(area) > largest) {
      largest = Math.abs(area);
      centre = [x / (6 * area), y / (6 * area)];
    }
  }
  const [left, bottom, right, top] = boundsOf(rings);
  return centre ?? [(left + right) / 2, (bottom + top) / 2];
}

function moments(ring: Ring): [number, number, number] {
  let [area, x, y] = [0, 0, 0];
  const [x0, y0] = [ring[0] ?? 0, ring[1] ?? 0];
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    const [ax, ay] = [ring[at]! - x0, ring[at + 1]! - y0];
    const [bx, by] = [ring[next]! - x0, ring[next + 1]! - y0];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return [area, x + 6 * area * x0, y + 6 * area * y0];
}
