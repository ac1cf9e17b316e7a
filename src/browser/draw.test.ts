import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { draw } from "./draw";

const CHART = { data: [{ y: [1] }], layout: { height: 300 }, config: { a: 1 } };
const SCRIPT = "node_modules/plotly.js-dist-min/plotly.min.js";

/**
 * Stands in for a page of a Jupyter server, or of none where `baseUrl` is missing. The server has
 * Plotly at one address; `asked` are the addresses that the page tried, `done` what it then did.
 */
function page(pathname: string, options: { baseUrl?: string; plotlyAt?: string } = {}) {
  const asked: string[] = [];
  const done: unknown[][] = [];
  const note =
    (name: string) =>
    (...rest: unknown[]) =>
      done.push([name, ...rest]);
  const Plotly = {
    newPlot: async (...rest: unknown[]) => note("newPlot")(...rest),
    Plots: { resize: note("resize") },
  };
  const window = { location: { pathname } } as { location: object; Plotly?: object };
  const { baseUrl, plotlyAt } = options;
  const textContent = JSON.stringify({ baseUrl });
  const document = {
    getElementById: (id: string) =>
      baseUrl !== undefined && id === "jupyter-config-data" ? { textContent } : null,
    createElement: (name: string) => ({ name }),
    head: {
      append(script: { name: string; src: string; onload(): void; onerror(): void }) {
        assert.equal(script.name, "script");
        asked.push(script.src);
        setImmediate(() => {
          if (script.src !== plotlyAt) return script.onerror();
          window.Plotly = Plotly;
          script.onload();
        });
      },
    },
  };
  let changeSize = () => {};
  class ResizeObserver {
    observe: (element: object) => void;
    constructor(callback: () => void) {
      changeSize = callback;
      this.observe = note("observe");
    }
  }
  Object.assign(globalThis, { window, document, ResizeObserver });
  const box = {
    offsetWidth: 0,
    style: { minHeight: "" },
    querySelector: () => ({ alt: "A line." }),
    querySelectorAll: () => [{ setAttribute: note("svg") }],
    setAttribute: note("set"),
    replaceChildren: note("empty"),
  };
  const element = box as unknown as HTMLElement;
  return { asked, box, changeSize: () => changeSize(), done, element, Plotly, window };
}

afterEach(() => {
  mock.restoreAll();
  for (const name of ["window", "document", "ResizeObserver"])
    Reflect.deleteProperty(globalThis, name);
});

test("draw(box, chart) takes the Plotly that the page has, and draws in place of what stood there", async () => {
  const { asked, box, done, element, Plotly, window } = page("/export/explore.html");
  window.Plotly = Plotly;
  await draw(element, CHART);
  assert.deepEqual(asked, []);
  assert.equal(box.style.minHeight, "300px");
  const { data, layout, config } = CHART;
  assert.deepEqual(done, [
    ["set", "role", "figure"],
    ["set", "aria-label", "A line."],
    ["empty"],
    ["newPlot", box, data, layout, config],
    ["svg", "aria-hidden", "true"],
    ["observe", box],
  ]);
});

test("draw(box, chart) keeps to the width of its box, but for one that is hidden", async () => {
  const { box, changeSize, done, element, Plotly, window } = page("/");
  window.Plotly = Plotly;
  await draw(element, CHART);
  const before = done.length;
  changeSize();
  assert.deepEqual(done.slice(before), []);
  box.offsetWidth = 400;
  changeSize();
  assert.deepEqual(done.slice(before), [["resize", box]]);
});

test("draw(box, chart) looks beside the kernel, then in each folder above the notebook", async () => {
  mock.method(console, "warn", () => {});
  for (const [baseUrl, place, folders] of [
    ["/", "lab/tree/notebooks/a.ipynb", ["", "notebooks/"]],
    ["/user/ada/", "lab/workspaces/auto-x/tree/a/b/c.ipynb", ["", "a/", "a/b/"]],
    ["/", "doc/tree/a/b.ipynb", ["", "a/"]],
    ["/user/ada/", "notebooks/a/b.ipynb", ["", "a/"]],
    ["/", "lab/tree/a.ipynb", [""]],
    ["/", "lab", [""]],
  ] as const) {
    const { asked, element } = page(baseUrl + place, { baseUrl });
    await draw(element, CHART);
    assert.deepEqual(asked, [
      `${baseUrl}kernelspecs/tslab/plotly.min.js`,
      ...folders.map((folder) => `${baseUrl}files/${folder}${SCRIPT}`),
    ]);
  }
});

test("draw(box, chart) stops looking when it has Plotly, and loads it once for all charts", async () => {
  const plotlyAt = `/files/${SCRIPT}`;
  const { asked, done, element } = page("/lab/tree/a/b.ipynb", { baseUrl: "/", plotlyAt });
  await Promise.all([draw(element, CHART), draw(element, CHART)]);
  assert.deepEqual(asked, ["/kernelspecs/tslab/plotly.min.js", plotlyAt]);
  assert.equal(done.filter(([name]) => name === "newPlot").length, 2);
});

test("draw(box, chart) leaves what stood there, says why, and looks anew for the next chart", async () => {
  for (const [baseUrl, reason] of [
    [undefined, "Error: no Plotly in this page"],
    ["/", "Error: no Plotly on this server"],
  ] as const) {
    const warn = mock.method(console, "warn", () => {});
    const { box, done, element, Plotly, window } = page("/lab", baseUrl ? { baseUrl } : {});
    await draw(element, CHART);
    assert.deepEqual([done, box.style.minHeight], [[], ""]);
    assert.deepEqual(
      warn.mock.calls.map((call) => call.arguments),
      [[`The chart stays a still picture: ${reason}`]],
    );
    window.Plotly = Plotly;
    await draw(element, CHART);
    assert.equal(done.filter(([name]) => name === "newPlot").length, 1);
    mock.restoreAll();
  }
});
