import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, centreOf, inRing, inRings, rectangle } from "../src/map/region.ts";

const SQUARE = rectangle(0, 0, 10, 10);
const HOLE = rectangle(4, 4, 6, 6);

test("a point is inside a ring or not, whichever way the ring turns", () => {
  const turned = [0, 0, 0, 10, 10, 10, 10, 0];
  for (const ring of [SQUARE, turned]) {
    assert.deepEqual(
      [[5, 5], [0.1, 9.9], [-1, 5], [5, 11]].map(([x, y]) => inRing(x!, y!, ring)),
      [true, true, false, false],
    );
  }
});

test("a ring may be concave", () => {
  const horseshoe = [0, 0, 10, 0, 10, 10, 7, 10, 7, 3, 3, 3, 3, 10, 0, 10];
  assert.equal(inRing(5, 8, horseshoe), false);
  assert.equal(inRing(1, 8, horseshoe), true);
});

test("a hole is outside", () => {
  assert.equal(inRings(5, 5, [SQUARE, HOLE]), false);
  assert.equal(inRings(1, 1, [SQUARE, HOLE]), true);
});

test("bounds hold all rings", () => {
  assert.deepEqual(boundsOf([HOLE, rectangle(-3, 5, 1, 20)]), [-3, 4, 6, 20]);
});

test("the centre is that of the largest ring, far from the origin too", () => {
  const [x, y] = centreOf([rectangle(-120, 40, -110, 44), rectangle(0, 0, 1, 1)]);
  assert.ok(Math.abs(x + 115) < 1e-9 && Math.abs(y - 42) < 1e-9);
});

test("a ring without area has its middle for centre", () => {
  assert.deepEqual(centreOf([[0, 0, 4, 0]]), [2, 0]);
});
