import assert from "node:assert/strict";
import { test } from "node:test";
import { gathered, radiusOf, sizesOf } from "../src/map/marks.ts";

test("places of one square are one mark at their mean, none is lost", () => {
  const bins = gathered([[1, 1], [3, 5], [100, 100]]);
  assert.deepEqual(bins, [{ x: 2, y: 3, count: 2 }, { x: 100, y: 100, count: 1 }]);
  const many = Array.from({ length: 5000 }, (_, at) => [(at * 37) % 900, (at * 91) % 700] as const);
  assert.equal(gathered(many).reduce((sum, { count }) => sum + count, 0), 5000);
});

test("a mark grows with what it stands for, within its square", () => {
  const radii = [1, 2, 50, 5000, 1e6].map(radiusOf);
  assert.deepEqual([...radii].sort((one, other) => one - other), radii);
  assert.equal(radii[4], 17);
});

test("areas of circles grow with the values, and none is too small to be seen", () => {
  assert.deepEqual(sizesOf([400, 100, 25, 1, 0]), [3, 1.5, 0.75, 0.5, 0.5]);
  assert.deepEqual(sizesOf([0, 0]), [0.5, 0.5]);
  assert.deepEqual(sizesOf([]), []);
});
