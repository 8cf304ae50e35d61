// One figure: Plotly.react on the same element, so a filter keeps the reader's zoom and its
// selection. Headline, note and alt text change in the same step as the drawing, so that no
// figure ever stands under another figure's headline. All text goes in as textContent.

const figures = new WeakMap();
const queues = new WeakMap(); // by the element that is drawn in, which outlives a figure
let script;

function loadPlotly(address) {
  script ??= new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = () => resolve(globalThis.Plotly);
    tag.onerror = () => { script = undefined; reject(new Error("Plotly's script did not load")); };
    document.head.append(tag);
  });
  return script;
}

// MapLibre fetches in a worker, which knows no page to be relative to.
const absolute = (address) =>
  typeof address === "string" && address.startsWith("/geo/") ? location.origin + address : address;

function withAbsoluteAddresses({ data, layout }) {
  for (const trace of data) if ("geojson" in trace) trace.geojson = absolute(trace.geojson);
  for (const [name, subplot] of Object.entries(layout)) {
    if (!/^map\d*$/.test(name) || typeof subplot.style !== "object") continue;
    for (const source of Object.values(subplot.style.sources ?? {})) source.data = absolute(source.data);
  }
  return { data, layout };
}

const pointOf = (point) => ({
  curve: point.curveNumber,
  id: point.id ?? null,
  location: point.location ?? null,
  customdata: point.customdata ?? null,
  x: point.x ?? null,
});

function listen(entry) {
  const send = (name, value) => entry.send(name, { ...value, at: Date.now() });
  entry.plot.on("plotly_click", ({ points, event }) => {
    if (points?.length) send("clicked", { points: points.slice(0, 20).map(pointOf), button: event?.button ?? 0 });
  });
  entry.plot.on("plotly_selected", (selection) => {
    if (selection?.range?.x) send("brushed", { range: selection.range.x.map(String) });
  });
}

// A map's first view shows all of `layout.meta.span` (degrees as the map spaces them), whatever
// the size of the figure; a map on a phone is no higher than wide, or the world would not fit. The
// zoom stays with the view, so that a redraw of the same view asks for the same one.
const TILE = 512, USED = 0.84, FARTHEST = -1, CLOSEST = 8.5;

function fitted(entry, layout) {
  if (!layout.map) return;
  const width = entry.plot.clientWidth || 340;
  layout.height = Math.min(layout.height, Math.round(width * 1.1));
  if (entry.revision !== layout.uirevision) {
    entry.revision = layout.uirevision;
    const zooms = [width, layout.height].map((room, way) =>
      Math.log2((USED * room * 360) / (TILE * layout.meta.span[way])));
    entry.zoom = Math.min(Math.max(Math.min(...zooms), FARTHEST), CLOSEST);
  }
  layout.map.zoom = entry.zoom;
}

// On a phone a legend above a drawing has one entry a row: the figure grows by what it needs.
const PHONE = 500, ROW = 20, ROWS_AT_HAND = 3;

function roomForLegend(entry, data, layout) {
  const entries = data.filter((trace) => trace.showlegend === true).length;
  if (layout.map || layout.legend?.orientation !== "h" || entry.plot.clientWidth >= PHONE) return;
  layout.legend.maxheight = (entries + 1) * ROW;
  layout.height += Math.max(0, entries - ROWS_AT_HAND) * ROW;
}

// Hatching says 'no data' where a flat shade could be taken for a low number. Plotly cannot hatch a
// map: the pattern is set on the layer that it made, and again whenever the style is loaded anew.
const STRIPES = 8;

function pattern([ground, stripe]) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = STRIPES;
  const pen = canvas.getContext("2d");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, STRIPES, STRIPES);
  pen.fillStyle = stripe;
  for (let x = 0; x < STRIPES; x++) pen.fillRect(x, STRIPES - 1 - x, 1, 1);
  return pen.getImageData(0, 0, STRIPES, STRIPES);
}

function hatch(plot, map) {
  for (const { type, uid, meta } of plot._fullData) {
    const layer = `plotly-trace-layer-${uid}-fill`;
    if (type !== "choroplethmap" || !map.getLayer(layer)) continue;
    const name = meta?.hatch?.join("/");
    if (name && !map.hasImage(name)) map.addImage(name, pattern(meta.hatch));
    if (map.getPaintProperty(layer, "fill-pattern") !== name) map.setPaintProperty(layer, "fill-pattern", name);
  }
}

function keepHatched(entry) {
  const map = entry.plot._fullLayout.map?._subplot?.map;
  if (!map) return;
  if (entry.map !== map) map.on("styledata", () => hatch(entry.plot, map));
  entry.map = map;
  map._fadeDuration = 0; // names that fade in keep the map busy for a third of a second
  hatch(entry.plot, map);
}

// Where only the data of the ground differ, Plotly keeps the style it has, and with it all layers;
// the data are set on the map itself. A whole new style takes seconds of drawing on a slow machine.
// Plotly cannot take a clustered trace off a map: where there is one more or less, the whole style,
// made different by its metadata, is.
function keepStyle(entry, data, layout) {
  const style = layout.map?.style;
  if (typeof style !== "object") return {};
  style.metadata = { clustered: data.some((trace) => trace.cluster?.enabled) };
  const layers = JSON.stringify([style.layers, style.metadata]);
  if (entry.layers !== layers) {
    entry.layers = layers;
    entry.style = style;
    entry.ground = Object.fromEntries(Object.entries(style.sources).map(([name, { data }]) => [name, JSON.stringify(data)]));
    return {};
  }
  layout.map.style = entry.style;
  return style.sources;
}

function setGround(entry, sources) {
  for (const [name, { data }] of Object.entries(sources)) {
    const text = JSON.stringify(data);
    if (entry.ground[name] === text) continue;
    entry.plot._fullLayout.map._subplot.map.getSource(name)?.setData(data);
    entry.ground[name] = text;
  }
}

async function draw(entry) {
  const wanted = entry.wanted;
  const Plotly = await loadPlotly(wanted.plotly);
  if (wanted !== entry.wanted || !entry.root.isConnected) return;
  const { data, layout } = withAbsoluteAddresses(JSON.parse(wanted.figure));
  layout.height = wanted.height;
  fitted(entry, layout);
  roomForLegend(entry, data, layout);
  const sources = keepStyle(entry, data, layout);
  await Plotly.react(entry.plot, data, layout, wanted.config);
  setGround(entry, sources);
  keepHatched(entry);
  if (!entry.listening) { listen(entry); entry.listening = true; }
  // The page may have moved while the first drawing was under way.
  if (Math.abs(entry.plot.clientWidth - entry.plot._fullLayout.width) >= 1) {
    await Plotly.Plots.resize(entry.plot);
  }
  if (wanted !== entry.wanted) return;
  entry.plot.style.minHeight = `${layout.height}px`;
  entry.title.textContent = wanted.title;
  entry.note.textContent = wanted.note;
  entry.root.setAttribute("aria-label", wanted.alt);
  entry.root.dataset.version = wanted.version;
  entry.root.dataset.state = "ready";
}

// One step after the other: what is drawn, fitted or taken off a map that another step is still
// working on fails somewhere inside Plotly.
function enqueue(entry, step) {
  const before = queues.get(entry.plot) ?? Promise.resolve();
  queues.set(entry.plot, before.then(step).catch((error) => {
    entry.root.dataset.state = "failed";
    entry.title.textContent = "This figure could not be drawn. Its numbers are in the table below.";
    console.error(error);
  }));
}

function fitLater(entry) {
  if (!entry.listening || entry.fitting) return;
  entry.fitting = true;
  enqueue(entry, async () => {
    entry.fitting = false;
    if (entry.plot.clientWidth > 0) await globalThis.Plotly.Plots.resize(entry.plot);
  });
}

function create(parentElement) {
  const root = parentElement.querySelector(".unrest-figure");
  const entry = {
    root,
    title: root.querySelector(".unrest-figure-title"),
    plot: root.querySelector(".unrest-figure-plot"),
    note: root.querySelector(".unrest-figure-note"),
  };
  entry.observer = new ResizeObserver(() => fitLater(entry));
  entry.observer.observe(entry.plot);
  // Another theme changes the page's colours at once, but only a run draws figures in them: the
  // end of the transition that figure.css gives the text asks for one.
  root.addEventListener("transitionend", ({ target, propertyName }) => {
    if (target === root && propertyName === "color") entry.send("themed", { at: Date.now() });
  });
  return entry;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const entry = figures.get(parentElement) ?? create(parentElement);
  figures.set(parentElement, entry);
  entry.send = setTriggerValue;
  if (entry.wanted?.version !== data.version) {
    entry.wanted = data;
    entry.root.dataset.state = "busy";
    if (!entry.listening) entry.plot.style.minHeight = `${data.height}px`;
    enqueue(entry, () => draw(entry));
  }
  return () => {
    entry.observer.disconnect();
    figures.delete(parentElement);
    enqueue(entry, () => globalThis.Plotly?.purge(entry.plot));
  };
}
