// How the map looks: layers of MapLibre's style, from below to above.

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Theme } from "./renderer.ts";

type ExpressionOf = ["coalesce", ...unknown[]] | ["case", ...unknown[]];

const flag = (name: string, yes: unknown, no: unknown): ExpressionOf => [
  "case",
  ["boolean", ["feature-state", name], false],
  yes,
  no,
];
const COLOUR = ["coalesce", ["feature-state", "colour"], ["get", "colour"]] as never;

export function styleOf(theme: Theme): StyleSpecification {
  const paint = { "background-color": theme.paper };
  return { version: 8, transition: { duration: 0 }, sources: {}, layers: [{ id: "paper", type: "background", paint }] };
}

export function unitLayers(theme: Theme, areas: boolean): LayerSpecification[] {
  const around: LayerSpecification = {
    id: "around",
    type: "fill",
    source: "around",
    paint: { "fill-color": theme.around, "fill-outline-color": theme.paper },
  };
  return [around, ...(areas ? areaLayers(theme) : dotLayers(theme)), ...lineLayers(theme), nameLayer(theme)];
}

/** One fill and one line: what is selected is mixed with the accent and outlined. */
function areaLayers(theme: Theme): LayerSpecification[] {
  const width = (grid: number, mark: number): unknown =>
    flag("selected", mark, flag("hovered", mark + 0.5, grid));
  const colour = flag("selected", theme.accent, flag("hovered", theme.accent, theme.line));
  return [
    {
      id: "units",
      type: "fill",
      source: "units",
      paint: { "fill-color": mixed(theme.accent), "fill-antialias": false },
    },
    {
      id: "grid",
      type: "line",
      source: "units",
      paint: {
        "line-color": colour as never,
        "line-width": byZoom(width(0.25, 0.6), width(1, 2.25)),
      },
    },
  ];
}

/** The unit's colour, mixed with the accent where it is selected. */
function mixed(accent: string): never {
  return ["interpolate", ["linear"], flag("selected", 0.4, 0), 0, COLOUR, 1, accent] as never;
}

function byZoom(far: unknown, near: unknown): never {
  return ["interpolate", ["linear"], ["zoom"], 3, far, 7, near] as never;
}

function dotLayers(theme: Theme): LayerSpecification[] {
  const sized = (radius: number): unknown => ["*", radius, ["get", "size"]];
  const zoom = ["interpolate", ["exponential", 1.6], ["zoom"]];
  const radius = [...zoom, 3, sized(1.8), 6, sized(3.5), 10, sized(9)] as never;
  return [
    {
      id: "units",
      type: "circle",
      source: "units",
      paint: {
        "circle-color": mixed(theme.accent),
        "circle-radius": radius,
        "circle-stroke-color": theme.accent,
        "circle-stroke-width": flag("selected", 2, flag("hovered", 1.5, 0)) as never,
      },
    },
  ];
}

function lineLayers(theme: Theme): LayerSpecification[] {
  return [
    {
      id: "states",
      type: "line",
      source: "states",
      paint: { "line-color": theme.ink, "line-opacity": 0.35, "line-width": byZoom(0.6, 1.4) },
    },
    {
      id: "seams",
      type: "line",
      source: "seams",
      layout: { "line-join": "round" },
      paint: { "line-color": theme.ink, "line-opacity": 0.85, "line-width": byZoom(0.9, 2.2) },
    },
  ];
}

function nameLayer(theme: Theme): LayerSpecification {
  return {
    id: "names",
    type: "symbol",
    source: "names",
    layout: {
      "text-field": ["get", "text"],
      "text-font": [theme.font],
      "text-size": byZoom(11, 15),
      "text-max-width": 8,
      "text-padding": 4,
    },
    paint: { "text-color": "#15202b", "text-halo-color": "rgba(255,255,255,0.85)", "text-halo-width": 1.5 },
  };
}

export function accountLayers(theme: Theme): LayerSpecification[] {
  const size = ["step", ["get", "point_count"], 9, 50, 12, 500, 16, 5000, 21] as never;
  return [
    {
      id: "clusters",
      type: "circle",
      source: "accounts",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": theme.ink,
        "circle-opacity": 0.78,
        "circle-radius": size,
        "circle-stroke-color": theme.paper,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "accounts",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["get", "point_count_abbreviated"],
        "text-font": [theme.font],
        "text-size": 10,
        "text-allow-overlap": true,
      },
      paint: { "text-color": theme.paper },
    },
    {
      id: "accounts",
      type: "circle",
      source: "accounts",
      filter: ["!", ["has", "point_count"]],
      paint: {
        "circle-color": theme.ink,
        "circle-radius": 3,
        "circle-stroke-color": theme.paper,
        "circle-stroke-width": 1,
      },
    },
  ];
}
