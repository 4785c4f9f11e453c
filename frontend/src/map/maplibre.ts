// The map on MapLibre GL: units as one GeoJSON source, recoloured by feature state.

import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Position } from "geojson";
import { type GeoJSONSource, Map as LibreMap, setWorkerUrl } from "maplibre-gl";
import type { Area, Box, Geometry } from "./geometry.ts";
import { accountLayers, styleOf, unitLayers } from "./layers.ts";
import type { Ring } from "./region.ts";
import type { MakeRenderer, Name, Renderer, Theme } from "./renderer.ts";

export const makeMapLibre: MakeRenderer = (place, geometry, theme, workerUrl) =>
  new MapLibreRenderer(place, geometry, theme, workerUrl);

class MapLibreRenderer implements Renderer {
  private readonly map: LibreMap;
  private hovered: number | undefined;

  constructor(
    place: HTMLElement,
    private readonly geometry: Geometry,
    private look: Theme,
    workerUrl: string,
  ) {
    setWorkerUrl(workerUrl);
    this.map = new LibreMap({
      container: place,
      style: styleOf(look),
      attributionControl: false,
      boxZoom: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      doubleClickZoom: false,
      keyboard: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      maxZoom: 14,
      center: [-96, 38],
      zoom: 3,
    });
    this.map.touchZoomRotate.disableRotation();
  }

  get surface(): HTMLElement {
    return this.map.getCanvasContainer();
  }

  async start(colours: readonly string[], sizes: readonly number[] = []): Promise<void> {
    await this.map.once("style.load");
    const around = this.geometry.around.map((area) => drawn(area));
    this.add("around", around);
    this.map.addSource("units", { type: "geojson", data: collection(this.units(colours, sizes)) });
    this.add("states", [{ type: "Feature", properties: {}, geometry: this.geometry.borders }]);
    this.add("seams", []);
    this.add("names", []);
    for (const layer of unitLayers(this.look, this.geometry.areas)) this.map.addLayer(layer);
    await this.map.once("idle");
  }

  private add(name: string, features: Feature[]): void {
    this.map.addSource(name, { type: "geojson", data: collection(features), tolerance: 0.2 });
  }

  private units(colours: readonly string[], sizes: readonly number[]): Feature[] {
    const { shapes, lon, lat } = this.geometry;
    return colours.flatMap((colour, id): Feature[] => {
      if (Number.isNaN(lon[id])) return [];
      const properties = { colour, size: sizes[id] ?? 1 };
      const own = shapes[id]!;
      if (own.length) return [{ ...drawn(own), id, properties }];
      const coordinates = [lon[id]!, lat[id]!];
      return [{ type: "Feature", id, properties, geometry: { type: "Point", coordinates } }];
    });
  }

  private state(unit: number, state: Record<string, unknown>): void {
    this.map.setFeatureState({ source: "units", id: unit }, state);
  }

  private fill(source: string, features: Feature[]): void {
    this.map.getSource<GeoJSONSource>(source)?.setData(collection(features));
  }

  recolour(units: Iterable<number>, colour: (unit: number) => string): void {
    for (const unit of units) this.state(unit, { colour: colour(unit) });
  }

  mark(units: Iterable<number>, selected: boolean): void {
    for (const unit of units) this.state(unit, { selected });
  }

  hover(unit: number | undefined): void {
    if (this.hovered !== undefined) this.state(this.hovered, { hovered: false });
    if (unit !== undefined) this.state(unit, { hovered: true });
    this.hovered = unit;
  }

  seams(lines: MultiLineString): void {
    this.fill("seams", [{ type: "Feature", properties: {}, geometry: lines }]);
  }

  names(names: readonly Name[]): void {
    this.fill(
      "names",
      names.map(({ text, lon, lat }) => ({
        type: "Feature",
        properties: { text },
        geometry: { type: "Point", coordinates: [lon, lat] },
      })),
    );
  }

  accounts(url: string | undefined): void {
    const shown = url !== undefined;
    if (shown && !this.map.getSource("accounts")) {
      const data = new URL(url, location.href).href;
      this.map.addSource("accounts", { type: "geojson", data, cluster: true, clusterRadius: 40 });
      for (const layer of accountLayers(this.look)) this.map.addLayer(layer);
    }
    for (const { id } of accountLayers(this.look)) {
      if (this.map.getLayer(id)) {
        this.map.setLayoutProperty(id, "visibility", shown ? "visible" : "none");
      }
    }
  }

  theme(theme: Theme): void {
    this.look = theme;
    const layers = [...unitLayers(theme, this.geometry.areas), ...accountLayers(theme)];
    for (const layer of [...(styleOf(theme).layers ?? []), ...layers]) {
      if (!this.map.getLayer(layer.id)) continue;
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        this.map.setPaintProperty(layer.id, name as never, value as never);
      }
    }
  }

  pannable(on: boolean): void {
    if (on) this.map.dragPan.enable();
    else this.map.dragPan.disable();
  }

  project(lon: number, lat: number): [number, number] {
    const { x, y } = this.map.project([lon, lat]);
    return [x, y];
  }

  unproject(x: number, y: number): [number, number] {
    return this.map.unproject([x, y]).toArray();
  }

  fit([west, south, east, north]: Box): void {
    const bounds: [[number, number], [number, number]] = [[west, south], [east, north]];
    this.map.fitBounds(bounds, { padding: 24, animate: false, maxZoom: 11 });
  }

  zoomBy(steps: number): void {
    this.map.zoomTo(this.map.getZoom() + steps, { duration: 150 });
  }

  panBy(x: number, y: number): void {
    this.map.panBy([x, y], { duration: 100 });
  }

  resize(): void {
    this.map.resize();
  }

  async picture(): Promise<HTMLCanvasElement> {
    const copied = this.map.once("idle").then(() => copyOf(this.map.getCanvas()));
    this.map.triggerRepaint();
    return copied;
  }
}

function copyOf(source: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [source.width, source.height];
  copy.getContext("2d")?.drawImage(source, 0, 0);
  return copy;
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function drawn(area: Area): Feature<MultiPolygon> {
  const coordinates = area.map((rings) => rings.map(closed));
  return { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates } };
}

function closed(ring: Ring): Position[] {
  const points: Position[] = [];
  for (let at = 0; at < ring.length; at += 2) points.push([ring[at]!, ring[at + 1]!]);
  points.push(points[0]!);
  return points;
}
