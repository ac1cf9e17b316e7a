import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "./description";
import { figure } from "./figure";

const chart = figure([], {}, "A line rises & falls.");
const page = (sliders: object[]) =>
  String(words(figure([], { sliders }, "A slider."))["text/html"]);

test("words(figure) has the summary as plain text, and folded in the html", () => {
  const { "text/plain": plain, "text/html": html, ...more } = words(chart);
  assert.equal(plain, "A line rises & falls.");
  assert.match(String(html), /^<details .*<p>A line rises &#38; falls\.<\/p>.*<\/details>$/s);
  assert.doesNotMatch(String(html), /<details[^>]* open/);
  assert.deepEqual(more, {});
});

test("words(figure) darkens the chart in JupyterLab's dark theme only", () => {
  const [, selectors = "", rule] =
    /<style>(.*) (\{.*\})<\/style>/.exec(String(words(chart)["text/html"])) ?? [];
  assert.match(rule ?? "", /filter: invert/);
  // The output before one with the words, whether the chart in it is live or a picture.
  const output = ".jp-OutputArea-child:has(+ .jp-OutputArea-child .leaky-relu-words)";
  assert.deepEqual(
    selectors.split(", "),
    [".js-plotly-plot", ".leaky-relu-figure > img"].map(
      (chart) => `body[data-jp-theme-light="false"] ${output} ${chart}`,
    ),
  );
});

test("words(figure) has a script and says so only where the chart has a slider", () => {
  const html = String(words(chart)["text/html"]);
  assert.doesNotMatch(html, /script|slider/);
  assert.match(html, /<summary>This chart in words<\/summary>.*<\/style>\s*<\/details>$/s);
  assert.match(page([{}]), /slider for the keyboard<\/summary>.*<script>\n\(function control/s);
});
