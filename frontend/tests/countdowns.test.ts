import assert from "node:assert/strict";
import { test } from "node:test";
import { lasting, stateAt } from "../src/page/countdowns.ts";

const UNITS = { days: "d", hours: "h", minutes: "min", seconds: "s" };
const at = (text: string): number => Date.parse(`2026-02-10T${text}Z`);
const GIVEN = {
  half: "2026-02-10T10:00:00Z",
  nearly: "2026-02-10T11:00:00Z",
  due: "2026-02-10T12:00:00Z",
};

test("a deadline becomes more pressing at the instants it was given", () => {
  assert.equal(stateAt(GIVEN, at("09:59:59")), "fine");
  assert.equal(stateAt(GIVEN, at("10:00:00")), "half");
  assert.equal(stateAt(GIVEN, at("11:00:00")), "nearly");
  assert.equal(stateAt(GIVEN, at("11:59:59")), "nearly");
  assert.equal(stateAt(GIVEN, at("12:00:00")), "late");
});

test("without the instants between, only the end is told", () => {
  assert.equal(stateAt({ due: GIVEN.due }, at("11:59:59")), "fine");
  assert.equal(stateAt({ due: GIVEN.due }, at("12:00:01")), "late");
});

test("what is left is told by its two largest units", () => {
  const second = 1000;
  assert.equal(lasting(0, UNITS), "0 min 00 s");
  assert.equal(lasting(59.9 * second, UNITS), "0 min 59 s");
  assert.equal(lasting(725 * second, UNITS), "12 min 05 s");
  assert.equal(lasting(3600 * second, UNITS), "1 h 00 min");
  assert.equal(lasting(86_400 * second, UNITS), "1 d 0 h");
  assert.equal(lasting(100 * 3600 * second, UNITS), "4 d 4 h");
});
