// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one element of a layer's result sees, drawn over the network's input. All text goes in as text, never as markup.
"use strict";

const svgNames = "http://www.w3.org/2000/svg";

function svg(name, attributes, ...children) {
  const element = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(attributes || {}))
    element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function html(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The input elements [begin, end) along one axis that `element` depends on: as geometry/Field.h has them.
function fieldAt(axis, element) {
  let begin = Infinity, end = -Infinity;
  for (const { advance, phases } of axis.repeats) {
    const turns = Math.floor(element / phases.length);
    const [first, last] = phases[element - turns * phases.length];
    if (first >= last)
      continue;
    begin = Math.min(begin, first + turns * advance);
    end = Math.max(end, last + turns * advance);
  }
  return begin < end ? [begin, end] : [0, 0];
}

const centre = ([begin, end]) => (begin + end) / 2;

// The element whose field's middle is nearest to a place of the input.
function elementNear(axis, extent, place) {
  const step = axis.step ? axis.step[0] / axis.step[1] : 0;
  if (step <= 0)
    return 0;
  const guess = Math.round((place - centre(fieldAt(axis, 0))) / step);
  return Math.max(0, Math.min(extent - 1, guess));
}

// Rows and columns as one path; each line crosses the whole image.
function linesPath(lines, height, width) {
  return lines.rows.map(([a, b]) => `M0 ${a}H${width}V${b}H0Z`).join("") +
    lines.columns.map(([a, b]) => `M${a} 0H${b}V${height}H${a}Z`).join("");
}

// How far out the picture shows: the field in levels, so that the image keeps its size from layer to layer.
function zoomFor(size, extent) {
  for (const level of [1.16, 1.7, 2.5, 4, 8])
    if (size <= extent * level)
      return level;
  return 16;
}

function rectangle(cssClass, [top, bottom], [left, right]) {
  return svg("rect", { class: cssClass, x: left, y: top, width: right - left, height: bottom - top });
}

const clip = ([begin, end], extent) => [Math.max(0, begin), Math.min(extent, end)];

// Dots where the fields have their middles; where these would touch, a tint.
function lattice(field, shape, scale) {
  const axes = [[field.rows, shape[1]], [field.columns, shape[2]]].map(([axis, extent]) => ({
    step: axis.step ? axis.step[0] / axis.step[1] : 0,
    first: centre(fieldAt(axis, 0)),
    last: centre(fieldAt(axis, extent - 1)),
  }));
  const [rows, columns] = axes;
  if (rows.step <= 0 || columns.step <= 0)
    return [];
  const area = rectangle("cells", [rows.first - rows.step / 2, rows.last + rows.step / 2],
    [columns.first - columns.step / 2, columns.last + columns.step / 2]);
  if (Math.min(rows.step, columns.step) * scale < 4)
    return [area];
  const dots = svg("pattern", {
    id: "dots", class: "dots", patternUnits: "userSpaceOnUse", width: columns.step, height: rows.step,
    x: columns.first - columns.step / 2, y: rows.first - rows.step / 2,
  }, svg("circle", { cx: columns.step / 2, cy: rows.step / 2, r: 1.4 / scale }));
  area.setAttribute("fill", "url(#dots)");
  area.setAttribute("class", "lattice");
  return [dots, area];
}

function hatch(scale) {
  const size = 6 / scale;
  return svg("pattern", { id: "hatch", patternUnits: "userSpaceOnUse", width: size, height: size, patternTransform: "rotate(45)" },
    svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: size, "stroke-width": 2 / scale }));
}

// The picture for one layer, one input and one element [row, column] of the layer's result.
function drawSight(layer, field, input, element, box) {
  const [, height, width] = input.shape;
  const zoom = Math.max(zoomFor(field.rows.size, height), zoomFor(field.columns.size, width));
  const scale = Math.min(box.width / (width * zoom), box.height / (height * zoom));
  const view = { x: width / 2 - width * zoom / 2, y: height / 2 - height * zoom / 2 };
  const picture = svg("svg", {
    width: Math.round(width * zoom * scale), height: Math.round(height * zoom * scale),
    viewBox: `${view.x} ${view.y} ${width * zoom} ${height * zoom}`,
    role: "img",
  }, hatch(scale), rectangle("image", [0, height], [0, width]));
  const [rows, columns] = [fieldAt(field.rows, element[0]), fieldAt(field.columns, element[1])];
  picture.append(svg("path", { class: "unread", d: linesPath(field.unread, height, width) }),
    svg("path", { class: "unread everywhere", d: linesPath(input.unread, height, width) }));
  if (!field.constant) {
    picture.append(...lattice(field, layer.shape, scale));
    if (element[0] + 1 < layer.shape[1])
      picture.append(rectangle("neighbour", fieldAt(field.rows, element[0] + 1), columns));
    if (element[1] + 1 < layer.shape[2])
      picture.append(rectangle("neighbour", rows, fieldAt(field.columns, element[1] + 1)));
  }
  const inside = [clip(rows, height), clip(columns, width)];
  if (inside[0].join() !== rows.join() || inside[1].join() !== columns.join())
    picture.append(rectangle("outside", rows, columns));
  if (inside.every(([begin, end]) => begin < end))
    picture.append(rectangle("field", ...inside));
  return { picture, rows, columns, place: (x, y) => [view.y + y / scale, view.x + x / scale] };
}
