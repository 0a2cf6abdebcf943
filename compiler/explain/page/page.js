// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The page: graph, table and the panel for the layer that is chosen or under the pointer. The address behind `#` holds
// the choice, so that it can be passed on: #layer=conv1&element=3,4&theme=dark
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const state = { row: 0, hovered: null, input: null, element: null };
// By row: its first layer, and the parts of the page that stand for it.
const rows = data.rows.map((row) => ({ layers: row.layers.map((index) => data.layers[index]), line: null, item: null, edges: [] }));
const rowOf = new Map(rows.flatMap((row, index) => row.layers.map((layer) => [layer.path, index])));
const inputs = new Map(data.inputs.map((input) => [input.name, input]));

// --- Figures in words ---

const units = ["", " k", " M", " G", " T", " P"];
function counted(value) {
  let unit = 0;
  for (; value >= 999.5 && unit + 1 < units.length; ++unit)
    value /= 1000;
  return (unit === 0 ? value : value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)) + units[unit];
}
function bytes(value) {
  if (value < 1024)
    return value + " B";
  let unit = -1;
  for (; value >= 1024 && unit < 3; ++unit)
    value /= 1024;
  return value.toFixed(1) + [" KiB", " MiB", " GiB", " TiB"][unit];
}
const share = (part, all) => (all > 0 ? (100 * part / all).toFixed(1) : "0.0") + " %";
const shape = (list) => "[" + list.join(", ") + "]";
const both = (rows, columns) => rows === columns ? rows : rows + "×" + columns;
const ratio = (step) => step === null ? "mixed" : step[0] === 0 ? "–" : step[1] === 1 ? String(step[0]) : step.join("/");
const stepOf = (field) => both(ratio(field.rows.step), ratio(field.columns.step));
const sizeOf = (field) => field.constant && field.unread.pixels === 0 ? "whole" : `${field.rows.size}×${field.columns.size}`;
const shared = (axis) => axis.overlap === null ? "–" : axis.overlap[0] === axis.overlap[1] ? String(axis.overlap[0]) : axis.overlap.join("–");
const overlapOf = (field) => field.constant ? "–" : both(shared(field.rows), shared(field.columns));
const lengthOf = (lines) => lines.reduce((sum, [begin, end]) => sum + end - begin, 0);
const range = ([begin, end]) => end - begin === 1 ? String(begin) : `${begin}–${end - 1}`;
const number = (value) => Math.round(value).toLocaleString("en").replaceAll(",", "\u2009");

function skipped(lines) {
  const parts = [[lengthOf(lines.rows), "row"], [lengthOf(lines.columns), "column"]];
  return parts.filter(([count]) => count > 0).map(([count, noun]) => `${count} ${noun}${count === 1 ? "" : "s"}`).join(", ");
}

// --- The panel ---

const shownRow = () => state.hovered ?? state.row;

function facts(row, field, seen) {
  const layer = row.layers[0], list = [];
  if (field) {
    list.push(["field", `${field.rows.size} × ${field.columns.size} pixels`]);
    list.push(["step", field.constant ? "none: every element sees the same" : stepOf(field)]);
    list.push(["overlap", overlapOf(field)]);
    list.push(["sees", `rows ${range(seen.rows)}, columns ${range(seen.columns)}`]);
    if (field.unread.pixels > 0)
      list.push(["never sees", `${skipped(field.unread)}: ${number(field.unread.pixels)} pixels`, "warn"]);
  }
  for (const skip of layer.skips)
    list.push(["skips", `${skipped(skip)} of ${skip.operand}: ${number(skip.pixels)} pixels` +
      (skip.input_pixels > skip.pixels ? `, ${number(skip.input_pixels)} of the input` : ""), "warn"]);
  const sum = (key) => row.layers.reduce((total, each) => total + each[key], 0);
  list.push(["MACs", `${number(sum("macs"))} (${share(sum("macs"), data.totals.macs)})`]);
  list.push(["parameters", `${number(sum("params"))} (${share(sum("params"), data.totals.params)})`]);
  list.push(["values", `${bytes(layer.activation_bytes)}; ${bytes(Math.max(...row.layers.map((each) => each.alive_bytes)))} alive`]);
  list.push(["from", layer.operands.join(", ")]);
  return list.flatMap(([name, text, mark]) => [html("dt", {}, name), html("dd", mark ? { class: mark } : {}, text)]);
}

function legend(field) {
  const mark = (...children) => svg("svg", { width: 12, height: 12 }, ...children);
  const box = { x: 1, y: 1, width: 10, height: 10, "stroke-width": 1.5 };
  const entries = [[mark(svg("rect", { ...box, fill: "var(--accent-soft)", stroke: "var(--accent)" })), "field of the element"]];
  if (!field.constant)
    entries.push([mark(svg("rect", { ...box, fill: "none", stroke: "var(--accent)", "stroke-dasharray": "2 2" })), "its neighbours'"],
      [mark(svg("circle", { class: "dot", cx: 6, cy: 6, r: 2 })), "middles, a step apart"]);
  if (field.unread.pixels > 0)
    entries.push([mark(svg("rect", { ...box, fill: "var(--unread-soft)", stroke: "var(--unread)" })), "never read"]);
  return entries.map(([picture, text]) => html("li", {}, picture, text));
}

function showPicture(row) {
  const layer = row.layers[0];
  const field = layer.fields.find((each) => each.input === state.input) ?? layer.fields[0];
  at("choice").replaceChildren(...(layer.fields.length < 2 ? [] : layer.fields.map((each) => {
    const button = html("button", { type: "button", role: "tab", "aria-selected": String(each === field) }, each.input);
    button.onclick = () => { state.input = each.input; show(); };
    return button;
  })));
  if (!field) {
    for (const id of ["picture", "element", "legend"])
      at(id).replaceChildren();
    return [null, null];
  }
  const [, height, width] = layer.shape;
  const wanted = state.element ?? [height >> 1, width >> 1];
  const element = [Math.min(wanted[0], height - 1), Math.min(wanted[1], width - 1)];
  const box = { width: at("picture").clientWidth || 338, height: Math.min(360, innerHeight * .5) };
  const seen = drawSight(layer, field, inputs.get(field.input), element, box);
  at("picture").replaceChildren(seen.picture);
  seen.picture.setAttribute("aria-label", `${layer.path}: element ${element} sees rows ${range(seen.rows)}, columns ${range(seen.columns)}`);
  seen.picture.onpointermove = (event) => {
    const [y, x] = seen.place(event.offsetX, event.offsetY);
    state.element = [elementNear(field.rows, height, y), elementNear(field.columns, width, x)];
    show();
  };
  at("element").replaceChildren(`row ${element[0]}, column ${element[1]} of ${height}×${width} sees of `, html("code", {}, field.input));
  at("legend").replaceChildren(...legend(field));
  return [field, seen];
}

function show() {
  const index = shownRow(), row = rows[index];
  if (!row)
    return;
  const layer = row.layers[0];
  document.body.dataset.layer = layer.path;
  at("layer").textContent = layer.path;
  at("kinds").textContent = `${row.layers.map((each) => each.kind).join(" + ")} ${shape(layer.shape)}`;
  const [field, seen] = showPicture(row);
  at("facts").replaceChildren(...facts(row, field, seen));
}

// --- Choosing ---

function mark(index, on) {
  const row = rows[index];
  for (const part of [row.line, row.item])
    part?.classList.toggle("chosen", on);
  row.line.tabIndex = on ? 0 : -1;
  for (const edge of row.edges)
    edge.classList.toggle("near", on);
}

function reveal(row) {
  row.line.scrollIntoView({ block: "nearest" });
  if (!row.item)
    return;
  const pane = at("graph"), place = row.item.getBoundingClientRect(), view = pane.getBoundingClientRect();
  if (place.top < view.top || place.bottom > view.bottom)
    pane.scrollTop += place.top - view.top - view.height / 2;
  if (place.left < view.left || place.right > view.right)
    pane.scrollLeft += place.left - view.left - view.width / 2 + place.width / 2;
}

function choose(index, options = {}) {
  index = Math.max(0, Math.min(rows.length - 1, index));
  mark(state.row, false);
  state.row = index;
  state.hovered = null;
  mark(index, true);
  if (options.reveal !== false)
    reveal(rows[index]);
  if (options.remember !== false)
    history.replaceState(null, "", "#layer=" + encodeURIComponent(rows[index].layers[0].path));
  show();
}

function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  if (words.has("theme"))
    document.documentElement.dataset.theme = words.get("theme");
  if (words.has("element"))
    state.element = words.get("element").split(",").map(Number);
  const asked = rowOf.get(words.get("layer"));
  choose(asked ?? firstToShow(), { remember: false, reveal: asked !== undefined });
}

// Where nothing is asked for: the last layer before the whole image comes in.
function firstToShow() {
  const whole = rows.findIndex((row) => row.layers[0].fields.some((field) => field.constant));
  return whole > 0 ? whole - 1 : rows.length - 1;
}

const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
function moveByKey(event) {
  if (!(event.key in moves) || event.target.closest("summary"))
    return;
  event.preventDefault();
  choose(state.row + moves[event.key]);
  if (event.currentTarget === at("layers"))
    rows[state.row].line.focus({ preventScroll: true });
}

function moveElement(event) {
  const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
  if (!step)
    return;
  event.preventDefault();
  const [, height, width] = rows[shownRow()].layers[0].shape;
  const from = state.element ?? [height >> 1, width >> 1];
  state.element = [Math.max(0, Math.min(height - 1, from[0] + step[0])), Math.max(0, Math.min(width - 1, from[1] + step[1]))];
  show();
}

function listen(pane) {
  const indexOf = (event) => event.target.closest("[data-row]")?.dataset.row;
  pane.addEventListener("pointerover", (event) => {
    const index = indexOf(event);
    if (index !== undefined) {
      state.hovered = Number(index);
      show();
    }
  });
  pane.addEventListener("pointerleave", () => { state.hovered = null; show(); });
  pane.addEventListener("click", (event) => { const index = indexOf(event); if (index !== undefined) choose(Number(index)); });
  pane.addEventListener("keydown", moveByKey);
}

fillHeader();
fillHints();
fillTable();
drawGraph();
listen(at("layers"));
listen(at("graph"));
at("picture").addEventListener("keydown", moveElement);
at("theme").onclick = () => {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
};
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
addEventListener("hashchange", readAddress);
addEventListener("resize", show);
if (rows.length)
  readAddress();
