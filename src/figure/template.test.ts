import assert from "node:assert/strict";
import { test } from "node:test";
import plotly from "../reference/plotly.json";
import { COLORWAY, TEMPLATE } from "./template";

const ours = JSON.parse(JSON.stringify(TEMPLATE));

test("TEMPLATE.layout is that of Plotly Express, but for maps, 3D, polar and ternary charts", () => {
  const { geo, scene, polar, ternary, coloraxis, ...layout } = plotly.template.layout;
  const { diverging, ...colorscale } = layout.colorscale;
  assert.deepEqual(ours.layout, { ...layout, colorscale });
});

test("TEMPLATE.data has the heat map of Plotly Express", () => {
  assert.deepEqual(ours.data, { heatmap: plotly.template.data.heatmap });
});

test("COLORWAY has the colours of successive traces in Plotly Express", () => {
  assert.deepEqual(COLORWAY, plotly.template.layout.colorway);
});
