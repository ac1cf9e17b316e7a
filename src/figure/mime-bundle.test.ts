import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { line } from "../charts/line";
import plotly from "../reference/plotly.json";
import { description } from "./description";
import { figure } from "./figure";
import { bundle } from "./mime-bundle";
import type { Figure } from "./types";

const PLOTLY = "application/vnd.plotly.v1+json";
const harmless = named("A title");

/** A figure in which a text stands wherever a caller can put one. */
function named(text: string): Figure {
  return line({ x: [1, 2], y: [3, 4], title: text, labels: { x: text, y: `${text}'` } });
}

/** The layout that goes out for a figure. */
function layoutOf(figure: Figure) {
  type Layout = { template: object; title: { text: string }; margin: { t: number } };
  return (bundle(figure)[PLOTLY] as { layout: Layout }).layout;
}

function html(figure: Figure): string {
  return String(bundle(figure)["text/html"]);
}

/** The tags and the attributes' names in a page: what its texts must not change. */
function tags(page: string): string[] {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

/** What the script of a page gives to Plotly, in a page that has Plotly already. */
async function drawn(page: string): Promise<{ data: unknown; layout: unknown }> {
  const [, script = "", ...more] = page.split(/<\/?script>/);
  assert.deepEqual(more, [""]);
  assert.doesNotMatch(script, /[\u2028\u2029]/);
  const box = {
    style: {},
    querySelector: () => null,
    querySelectorAll: () => [],
    setAttribute: () => {},
    replaceChildren: () => {},
  };
  const drawn: { data: unknown; layout: unknown }[] = [];
  const Plotly = {
    newPlot: async (element: object, data: unknown, layout: unknown) => {
      assert.equal(element, box);
      drawn.push({ data, layout });
    },
  };
  const globals = {
    window: { Plotly },
    document: { currentScript: { previousElementSibling: box } },
    ResizeObserver: class {
      observe() {}
    },
    console,
  };
  await runInNewContext(script, globals);
  assert.equal(drawn.length, 1);
  return JSON.parse(JSON.stringify(drawn[0]));
}

describe("bundle(figure)", () => {
  test("has three forms, and no picture that would keep the live chart from view", () => {
    assert.deepEqual(Object.keys(bundle(harmless)), [PLOTLY, "text/html", "text/plain"]);
  });

  test("has the figure as Plotly's JSON, and what its layout leaves open about the screen", () => {
    const { data, layout } = JSON.parse(JSON.stringify(harmless));
    delete layout.template.data; // the colour scales, which a line does not need
    delete layout.template.layout.colorscale;
    const spec = JSON.parse(JSON.stringify(bundle(harmless)[PLOTLY]));
    assert.deepEqual(spec, {
      data,
      layout: {
        ...layout,
        height: 450,
        dragmode: false,
        xaxis: { ...layout.xaxis, ticklabelstandoff: 6 },
        title: { text: "A title", y: 1, yanchor: "top", pad: { t: 18 } },
        margin: { t: 54, l: 60, r: 20, b: 50 },
      },
      config: {
        displaylogo: false,
        modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]],
        showSendToCloud: false,
      },
    });
  });

  test("keeps the template whole for what may need its colour scales, and one of the caller's", () => {
    const map = figure([{ type: "heatmap", z: [[1]] }], {}, "");
    const coloured = figure([{ type: "scatter", y: [1], marker: { color: [1] } }], {}, "");
    const own = figure([], { template: { data: { heatmap: [] } } }, "");
    for (const each of [map, coloured, own]) {
      const { template } = JSON.parse(JSON.stringify(each.layout));
      assert.deepEqual(layoutOf(each).template, template);
    }
  });

  test("keeps the height, the margins and the way to drag that a layout names", () => {
    const layout = { height: 660, margin: { t: 64, b: 130, l: 1, r: 2 }, dragmode: "pan" };
    const { template, ...kept } = layoutOf(figure([], layout, ""));
    assert.deepEqual(kept, layout);
  });

  test("leaves little room above a chart without a title, where px.line asks for 60 pixels", () => {
    const untitled = line({ x: [1], y: [1] });
    const { margin } = untitled.layout;
    assert.deepEqual([margin.t, layoutOf(untitled).margin.t], [60, 20]);
  });

  test("leaves a line of room for a note above the plot", () => {
    const note = { yref: "paper", y: 1.01, yanchor: "bottom", text: "● one  ● two" };
    const top = (annotations: object[]) =>
      layoutOf(figure([], { title: { text: "A title" }, annotations }, "")).margin.t;
    assert.deepEqual([top([{ ...note, y: 1 }]), top([note])], [54, 76]);
  });

  test("breaks a long title into lines of at most 40 characters, and leaves room for them", () => {
    const text =
      "Units left of 0 for every sample after 200 epochs, and a thirteen-layered-network";
    const { title, margin } = layoutOf(figure([], { title: { text } }, ""));
    const lines = title.text.split("<br>");
    assert.equal(lines.join(" "), text);
    assert.deepEqual([lines.length, margin.t], [3, 32 + 3 * 22]);
    assert.ok(lines.every((line: string) => line.length <= 40));
    const short = "Error of the central difference at x = −0.7";
    assert.equal(
      layoutOf(figure([], { title: { text: short } }, "")).title.text,
      "Error of the central<br>difference at x = −0.7",
    );
    const broken = "one<br>two and so on, for longer than forty characters in all";
    assert.equal(layoutOf(figure([], { title: { text: broken } }, "")).title.text, broken);
  });

  test("has the summary as plain text, and in the html for a screen reader", () => {
    const { summary } = harmless;
    assert.equal(bundle(harmless)["text/plain"], summary);
    const text = summary.replaceAll("'", "&#39;");
    const [, alt, picture = ""] =
      /<img alt="(.*)" src="data:image\/svg\+xml;base64,(.*)" w/.exec(html(harmless)) ?? [];
    assert.equal(alt, text);
    assert.match(Buffer.from(picture, "base64").toString(), /^<svg .*<\/svg>$/s);
    const other = figure([{ type: "pie", values: [1] }], {}, summary);
    assert.ok(html(other).includes(`<p>${text}</p>`), "where there is no picture");
  });

  test("refuses a text that Plotly would draw for minutes", () => {
    const long = "a".repeat(2 ** 20);
    const error = {
      name: "RangeError",
      message: `show: the text "${"a".repeat(20)}…" has 1048576 characters; 10000 can be drawn`,
    };
    assert.throws(() => bundle(line({ x: [1], y: [2], title: long })), error);
    assert.throws(() => bundle(line({ x: [1], y: [2], labels: { y: long } })), RangeError);
    assert.throws(() => bundle(figure([{ text: [long] }], {}, "")), error);
    assert.doesNotThrow(() => bundle(figure([{ x: Array.from(long) }], {}, "")));
    const x = new Float64Array(10_000); // stands as text in the JSON, but is not drawn as such
    assert.doesNotThrow(() => bundle(line({ x, y: x })));
    assert.doesNotThrow(() => bundle(line({ x: [1], y: [2], title: long.slice(0, 10_000) })));
  });

  test("has html whose script gives Plotly the same data and layout", async () => {
    const { data, layout } = JSON.parse(JSON.stringify(bundle(harmless)[PLOTLY]));
    assert.deepEqual(await drawn(html(harmless)), { data, layout });
  });
});

describe("hostile text stays text", () => {
  const texts = Object.values(plotly.line).flatMap(({ call }) =>
    "title" in call && call.title ? [call.title] : [],
  );
  for (const text of [
    ...texts,
    '" onmouseover="alert(1)',
    "<!--<script>",
    "]]>",
    "a".repeat(4_900),
  ]) {
    test(`in bundle(figure): ${JSON.stringify(text.slice(0, 40))}`, async () => {
      const page = html(named(text));
      assert.deepEqual(tags(page), tags(html(harmless)));
      const { data, layout } = JSON.parse(JSON.stringify(bundle(named(text))[PLOTLY]));
      assert.deepEqual(await drawn(page), { data, layout });
      const { title, xaxis } = layout;
      assert.deepEqual([title.text.replaceAll("<br>", " "), xaxis.title.text], [text, text]);
    });

    test(`in description(figure): ${JSON.stringify(text.slice(0, 40))}`, () => {
      const page = (text: string) => String(description(named(text))["text/html"]);
      assert.deepEqual(tags(page(text)), tags(page("A title")));
    });
  }
});
