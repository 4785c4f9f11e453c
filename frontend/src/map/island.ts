// One map: reads its page, draws, and joins gestures to changes.

import type { Topology } from "topojson-specification";
import { Alignment } from "./alignment.ts";
import type { Places, State } from "./contract.ts";
import { Controls } from "./controls.ts";
import { Geometry } from "./geometry.ts";
import { Legend } from "./legend.ts";
import { Panel } from "./panel.ts";
import { type MakeRenderer, hasWebgl, themeOf } from "./renderer.ts";
import { load } from "./server.ts";
import { Numbers, textOf } from "./texts.ts";
import { View } from "./view.ts";

export async function startMap(root: HTMLElement): Promise<void> {
  if (root.dataset["started"] !== undefined) return;
  root.dataset["started"] = "";
  try {
    await open(root);
    root.dataset["ready"] = "true";
    root.dispatchEvent(new CustomEvent("maillage:ready", { bubbles: true }));
  } catch (error) {
    root.dataset["error"] = error instanceof Error ? error.message : String(error);
    new Panel(root).say(textOf(root, "broken"));
  }
}

async function open(root: HTMLElement): Promise<void> {
  const url = (name: string): string => root.dataset[name] ?? "";
  const [make, state, topology, places] = await Promise.all([
    rendererOf(root),
    load<State>(url("stateUrl")),
    url("topologyUrl") ? load<Topology>(url("topologyUrl")) : undefined,
    url("placesUrl") ? load<Places>(url("placesUrl")) : undefined,
  ]);
  const alignment = new Alignment(state);
  const geometry = new Geometry(alignment.indexOf);
  const around = root.dataset["around"];
  if (topology && around) geometry.addAround(topology, around);
  else if (topology) geometry.addTopology(topology, root.dataset["layer"] ?? "counties");
  if (places) geometry.addPlaces(places);
  const panel = new Panel(root);
  const view = makeView(panel, make, alignment, geometry);
  const controls = new Controls(panel, view);
  await view.start();
  controls.begin();
}

/** What draws the map; it is loaded while the state is. */
async function rendererOf(root: HTMLElement): Promise<MakeRenderer> {
  const plain = root.dataset["renderer"] === "canvas" || !hasWebgl();
  return plain
    ? (await import("./canvas.ts")).makeCanvas
    : (await import("./maplibre.ts")).makeMapLibre;
}

function makeView(
  panel: Panel,
  make: MakeRenderer,
  alignment: Alignment,
  geometry: Geometry,
): View {
  const { root } = panel;
  const renderer = make(panel.get("view"), geometry, themeOf(root), root.dataset["workerUrl"] ?? "");
  const legend = new Legend(
    panel.get("legend"),
    panel.get("scale"),
    new Numbers(document.documentElement.lang),
    textOf(root, "none"),
  );
  return new View(alignment, geometry, renderer, legend);
}
