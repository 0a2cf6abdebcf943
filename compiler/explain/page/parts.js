// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The parts of the page that are made once: header, hints, table and graph.
"use strict";

function fillHeader() {
  at("name").textContent = data.network;
  at("inputs").textContent = data.inputs.map((input) => `${input.name} ${shape(input.shape)}`).join(", ") + " → " +
    data.outputs.map((output) => `${output.name} ${shape(output.shape)}`).join(", ");
  const totals = [["layers", data.layers.length], ["MACs", counted(data.totals.macs)], ["parameters", counted(data.totals.params)]];
  if (data.totals.peak_bytes)
    totals.push(["at once", bytes(data.totals.peak_bytes)]);
  at("totals").append(...totals.map(([name, text]) => html("div", {}, html("dt", {}, name), html("dd", {}, text))));
}

// Words in backticks are code; those that name layers lead to them.
function marked(text) {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0)
      return part;
    return rowOf.has(part) ? html("a", { href: "#layer=" + encodeURIComponent(part) }, part) : html("code", {}, part);
  });
}

function fillHints() {
  at("hints").hidden = data.hints.length === 0;
  at("hints").querySelector("ul").append(...data.hints.map((hint) => html("li", {}, ...marked(hint.text))));
}

function shareCell(value, most, text) {
  const cell = html("td", { class: "share" }, text);
  if (value > 0)
    cell.style.setProperty("--part", (100 * value / most).toFixed(1) + "%");
  return cell;
}

function tableRow(row, index, most) {
  const layer = row.layers[0], field = layer.fields[0];
  const all = (figure) => [...new Set(layer.fields.map(figure))].join(", ");
  const macs = row.layers.reduce((sum, each) => sum + each.macs, 0), params = row.layers.reduce((sum, each) => sum + each.params, 0);
  const skips = layer.skips.map((skip) => `${lengthOf(skip.rows)}+${lengthOf(skip.columns)}`).join(", ");
  const kinds = row.layers.map((each) => each.kind).join(" ");
  const line = html("tr", { "data-row": index, tabindex: -1 }, html("td", {}, layer.path), html("td", { title: kinds }, kinds),
    html("td", {}, shape(layer.shape)), html("td", {}, all(sizeOf)), html("td", {}, all(stepOf)), html("td", {}, all(overlapOf)),
    html("td", { class: "skips" }, skips), shareCell(macs, most.macs, macs ? counted(macs) : ""),
    shareCell(params, most.params, params ? counted(params) : ""),
    shareCell(layer.activation_bytes, most.bytes, bytes(layer.activation_bytes)));
  const before = index > 0 && rows[index - 1].layers[0].fields[0];
  if (before && field && stepOf(before) !== stepOf(field))
    line.className = "coarser";
  row.line = line;
  return line;
}

function fillTable() {
  const titles = [["layer", ""], ["kind", ""], ["shape", "channels, rows, columns"],
    ["field", "input pixels on which one element depends"], ["step", "input pixels from one element to the next"],
    ["overlap", "input pixels that neighbours share"], ["skips", "rows + columns of its operand that the layer does not read"],
    ["MACs", "multiplications and additions"], ["params", "numbers in weights"], ["values", "bytes of the result"]];
  const table = at("layers");
  table.tHead.append(html("tr", {}, ...titles.map(([text, title]) => html("th", title ? { scope: "col", title } : { scope: "col" }, text))));
  const most = { macs: 1, params: 1, bytes: 1 };
  for (const row of rows) {
    most.macs = Math.max(most.macs, row.layers.reduce((sum, each) => sum + each.macs, 0));
    most.params = Math.max(most.params, row.layers.reduce((sum, each) => sum + each.params, 0));
    most.bytes = Math.max(most.bytes, row.layers[0].activation_bytes);
  }
  table.tBodies[0].append(...rows.map((row, index) => tableRow(row, index, most)));
}

// --- The graph ---

const grid = { width: 156, height: 36, gap: 16, edgeLane: 10, down: 54, margin: 6, middles: [] };
const laneX = (lane) => grid.middles[lane];

// Lanes in which edges alone run are narrow. Returns the width of all.
function placeLanes(places, lanes) {
  const full = new Set(places.map((place) => place.lane));
  let x = grid.margin;
  for (let lane = 0; lane < lanes; ++lane) {
    const width = full.has(lane) ? grid.width : grid.edgeLane;
    grid.middles.push(x + width / 2);
    x += width + (lane + 1 < lanes ? grid.gap : 0);
  }
  return x + grid.margin;
}

const rankY = (rank) => grid.margin + rank * grid.down;

// Straight down a lane, and in a curve over one rank where the lane changes.
function edgePath(from, to, lane) {
  const [x1, y1, x2, y2] = [laneX(from.lane), rankY(from.rank) + grid.height, laneX(to.lane), rankY(to.rank)];
  const x = laneX(lane), gap = grid.down - grid.height;
  let path = `M${x1} ${y1}`;
  let y = y1;
  if (x !== x1 && to.rank - from.rank > 1) {
    y = y1 + gap;
    path += `C${x1} ${y1 + gap * .6} ${x} ${y - gap * .6} ${x} ${y}`;
  }
  const from2 = to.rank - from.rank > 1 ? x : x1;
  if (from2 === x2)
    return path + `V${y2}`;
  const bend = Math.max(y, y2 - gap);
  return path + `V${bend}C${from2} ${bend + gap * .6} ${x2} ${y2 - gap * .6} ${x2} ${y2}`;
}

const fitting = (text, length) => text.length <= length ? text : "…" + text.slice(1 - length);

function drawItem(place, title, subtitle, level) {
  const [x, y] = [laneX(place.lane) - grid.width / 2, rankY(place.rank)];
  const group = svg("g", { class: "item", transform: `translate(${x} ${y})` }, svg("title", {}, `${title}\n${subtitle}`),
    svg("rect", { class: "box", width: grid.width, height: grid.height, rx: 5 }),
    svg("text", { x: 11, y: 15 }, fitting(title, 21)), svg("text", { class: "small", x: 11, y: 28 }, fitting(subtitle, 26)));
  if (level !== null)
    group.append(svg("rect", { x: 0, y: 5, width: 4, height: grid.height - 10, rx: 2, style: `fill: var(--coarse-${level})` }));
  return group;
}

// How coarse a row's grid is: the power of two of its step, up to 5.
function levelOf(row) {
  const step = row.layers[0].fields[0]?.rows.step;
  return step && step[0] > 0 ? Math.max(0, Math.min(5, Math.round(Math.log2(step[0] / step[1])))) : 5;
}

function drawGraph() {
  const { items, edges, ranks, lanes } = data.graph;
  const places = items.map(([rank, lane]) => ({ rank, lane }));
  const width = placeLanes(places, lanes);
  const picture = svg("svg", { width, height: 2 * grid.margin + ranks * grid.down });
  for (const [from, to, lane] of edges) {
    const edge = svg("path", { class: "edge", d: edgePath(places[from], places[to], lane) });
    for (const end of [from, to])
      rows[end - data.inputs.length]?.edges.push(edge);
    picture.append(edge);
  }
  data.inputs.forEach((input, index) => {
    const item = drawItem(places[index], input.name, "input " + shape(input.shape), null);
    item.classList.add("input");
    picture.append(item);
  });
  const outputs = new Map(data.outputs.map((output) => [output.from, output.name]));
  rows.forEach((row, index) => {
    const last = row.layers[row.layers.length - 1], output = outputs.get(last.path);
    const title = row.layers[0].path + (output ? " → " + output : "");
    row.item = drawItem(places[data.inputs.length + index], title, `${row.layers[0].kind} ${shape(row.layers[0].shape)}`, levelOf(row));
    row.item.dataset.row = index;
    picture.append(row.item);
  });
  at("graph").append(picture);
  document.querySelector("main").style.setProperty("--graph-width", Math.min(width + 42, Math.max(230, innerWidth * .25)) + "px");
}
