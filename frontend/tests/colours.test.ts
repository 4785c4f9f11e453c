import assert from "node:assert/strict";
import { test } from "node:test";
import { Alignment } from "../src/map/alignment.ts";
import { SCALE, UNASSIGNED, UNCHANGED, byChange, byMeasure, byTerritory, classOf, limitsOf } from "../src/map/colours.ts";

const alignment = new Alignment({
  revision: 1,
  units: ["a", "b", "c"],
  names: ["A", "B", "C"],
  labels: [1, 1, 0],
  locked: [],
  territories: [{ number: 1, name: "One", colour: "#123456" }],
  measures: [],
});

test("classes hold equal counts", () => {
  const values = Array.from({ length: 700 }, (_, at) => at);
  const counts = new Array<number>(SCALE.length).fill(0);
  for (const value of values) counts[classOf(value, limitsOf(values))]! += 1;
  assert.deepEqual(counts, new Array<number>(SCALE.length).fill(100));
});

test("values that repeat share a class, and one value makes one class", () => {
  const limits = limitsOf([0, 0, 0, 0, 0, 0, 0, 0, 5, 9]);
  assert.equal(new Set([0, 0].map((value) => classOf(value, limits))).size, 1);
  assert.ok(classOf(9, limits) > classOf(0, limits));
  assert.deepEqual(limitsOf([3, 3, 3]), []);
  assert.deepEqual(limitsOf([]), []);
});

test("a unit has its territory's colour, or that of none", () => {
  assert.deepEqual([0, 1, 2].map(byTerritory(alignment)), ["#123456", "#123456", UNASSIGNED]);
});

test("what has not changed recedes", () => {
  assert.deepEqual([0, 1, 2].map(byChange(alignment, [1, 2, 0])), [UNCHANGED, "#123456", UNCHANGED]);
});

test("the largest values are darkest", () => {
  const measure = { name: "m", label: "M", values: [0, 50, 100] };
  const colour = byMeasure(measure, limitsOf(measure.values));
  assert.equal(colour(0), SCALE[0]);
  assert.ok(SCALE.indexOf(colour(2) as never) > SCALE.indexOf(colour(1) as never));
});
