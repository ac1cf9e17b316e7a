import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { keepLive } from "./live";

/**
 * Stands in for JupyterLab's page: the output with a chart of the extension that is `drawn` so wide
 * in a place that is `place` wide, and `asked`, the widths for which it was asked to draw.
 */
function page() {
  const chart = { drawn: 0, place: 0, asked: [] as number[], below: "" };
  const svg = { setAttribute() {}, getBoundingClientRect: () => ({ width: chart.drawn }) };
  const parentElement = {
    querySelector: () => (chart.drawn > 0 ? svg : null),
    querySelectorAll: () => [svg],
  };
  const img = {
    parentElement,
    src: "saved",
    dispatchEvent: () => chart.asked.push(chart.place),
  };
  let marked = false;
  const output = {
    hasAttribute: () => marked,
    querySelector: (selector: string) =>
      selector.endsWith("> img") ? img : { clientWidth: chart.place },
    setAttribute(_: string, value: string) {
      marked = true;
      chart.below = value;
    },
  };
  let notice = () => {};
  let observers = 0;
  class Observer {
    constructor(callback: () => void) {
      notice = callback;
    }
    observe() {
      observers++;
    }
  }
  Object.assign(globalThis, {
    window: globalThis,
    MouseEvent: class {},
    MutationObserver: Observer,
    ResizeObserver: Observer,
  });
  mock.timers.enable({ apis: ["setTimeout"] });
  const box = { closest: () => ({ previousElementSibling: output }) } as unknown as HTMLElement;
  const resize = (place: number, drawn = chart.drawn) => {
    Object.assign(chart, { place, drawn });
    notice();
    mock.timers.tick(1000);
  };
  return { box, chart, resize, observers: () => observers };
}

afterEach(() => {
  mock.timers.reset();
  for (const name of ["window", "MouseEvent", "MutationObserver", "ResizeObserver"])
    Reflect.deleteProperty(globalThis, name);
});

test("keepLive(box, name) asks three times for a width that the chart does not take", () => {
  const { box, chart, resize } = page();
  keepLive(box, "A line.");
  for (let i = 0; i < 5; i++) resize(700);
  assert.deepEqual(chart.asked, [700, 700, 700]);
  resize(0);
  assert.deepEqual(chart.asked, [700, 700, 700], "a hidden chart is left alone");
});

test("keepLive(box, name) asks anew for a width that the chart had taken and lost", () => {
  const { box, chart, resize } = page();
  keepLive(box, "A line.");
  for (let i = 0; i < 3; i++) resize(960, 280);
  resize(960, 960);
  resize(580, 580); // the extension has seen to this one itself
  chart.asked = [];
  resize(960, 580);
  assert.deepEqual(chart.asked, [960]);
});

test("keepLive(box, name) says at once which widths the chart does not reach", () => {
  const { box, chart, resize } = page();
  chart.place = 400;
  keepLive(box, "A line.");
  assert.equal(chart.below, "560,480");
  resize(960);
  assert.equal(chart.below, "");
});

test("keepLive(box, name) looks after an output once, however often it is run", () => {
  const { box, observers } = page();
  keepLive(box, "A line.");
  const once = observers();
  keepLive(box, "A line.");
  assert.equal(observers(), once);
});
