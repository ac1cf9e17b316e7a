import assert from "node:assert/strict";
import { test } from "node:test";
import { description } from "./description";
import { figure } from "./figure";

const chart = figure([], {}, "A line rises & falls.");
const page = (sliders: object[]) =>
  String(description(figure([], { sliders }, "A slider."))["text/html"]);

test("description(figure) has the summary as plain text, and folded in the html", () => {
  const { "text/plain": plain, "text/html": html, ...more } = description(chart);
  assert.equal(plain, "A line rises & falls.");
  assert.match(String(html), /^<details .*<p>A line rises &#38; falls\.<\/p>.*<\/details>$/s);
  assert.doesNotMatch(String(html), /<details[^>]* open/);
  assert.deepEqual(more, {});
});

test("description(figure) darkens the chart before it in JupyterLab's dark theme only", () => {
  const html = String(description(chart)["text/html"]);
  const output = ".jp-OutputArea-child:has(+ .jp-OutputArea-child .leaky-relu-words)";
  assert.ok(html.includes(`body[data-jp-theme-light="false"] ${output} {`));
  assert.equal(html.split("fill: #e8ecf4").length, 2);
});

test("description(figure) has the slider for the keyboard only where the chart has a slider", () => {
  assert.doesNotMatch(String(description(chart)["text/html"]), /addSlider/);
  assert.match(page([{}]), /\(function addSlider/);
});

test("description(figure) promises nothing that a page without scripts does not keep", () => {
  const [, summary] = /<summary>(.*)<\/summary>/.exec(page([{}])) ?? [];
  assert.equal(summary, "This chart in words");
});
