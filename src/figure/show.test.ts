import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { description } from "./description";
import { figure } from "./figure";
import { bundle } from "./mime-bundle";
import { show, statusLine } from "./show";

const chart = figure([{ x: [1] }], {}, "A point.");
const planted: string[] = [];

/** Puts a module where `require` keeps what it has loaded, as tslab's kernel does. */
function plant(path: string[], exports: object): void {
  const file = join("/", ...path);
  planted.push(file);
  require.cache[file] = { exports } as NodeJS.Module;
}

/** A kernel that notes what it is asked to send. */
function kernel() {
  const sent: unknown[][] = [];
  return { sent, lastWriteDisplayData: (...args: unknown[]) => void sent.push(args) };
}

const published = globalThis as { [name: symbol]: unknown };
const DISPLAY = Symbol.for("leaky-relu:display");

afterEach(() => {
  delete published[DISPLAY];
  for (const file of planted.splice(0)) delete require.cache[file];
});

test("show(figure) outside a notebook throws an error that says so", () => {
  const message = "show: there is no notebook to draw in; run this in a cell of a tslab notebook";
  assert.throws(() => show(chart), { name: "Error", message });
  plant(["tslab", "dist", "jupyter.js"], { lastWriteDisplayData: null });
  plant(["a", "tslab", "dist", "jupyter.js"], {});
  assert.throws(() => show(chart), { name: "Error", message });
});

test("show(figure) sends the chart, then its words, to the kernel that publishes itself", () => {
  const [stock, ours] = [kernel(), kernel()];
  plant(["node_modules", "tslab", "dist", "jupyter.js"], stock);
  published[DISPLAY] = ours.lastWriteDisplayData;
  show(chart);
  assert.deepEqual(
    ours.sent,
    [bundle(chart), description(chart)].map((data) => [
      { data, metadata: {}, transient: {} },
      false,
    ]),
  );
  assert.deepEqual(stock.sent, []);
});

test("show(figure) finds a stock tslab, which publishes nothing", () => {
  const [idle, running] = [{ lastWriteDisplayData: null }, kernel()];
  plant(["a", "node_modules", "tslab", "dist", "jupyter.js"], idle);
  plant(["b", "node_modules", "tslab", "dist", "jupyter.js"], running);
  show(chart);
  assert.deepEqual(
    running.sent,
    [bundle(chart), description(chart)].map((data) => [
      { data, metadata: {}, transient: {} },
      false,
    ]),
  );
});

test("figure.show() is show(figure), as it is at that moment", () => {
  const running = kernel();
  plant(["node_modules", "tslab", "dist", "jupyter.js"], running);
  const changed = figure([], {}, "Before.");
  changed.summary = "After.";
  changed.show();
  assert.deepEqual(running.sent[0]?.[0], { data: bundle(changed), metadata: {}, transient: {} });
});

test("show(figure) takes no other module for the kernel", () => {
  const other = kernel();
  plant(["node_modules", "not-tslab", "dist", "jupyter.js"], other);
  plant(["node_modules", "tslab", "dist", "main.js"], other);
  assert.throws(() => show(chart), /no notebook/);
  assert.deepEqual(other.sent, []);
});

test("statusLine() sends one line of text, which each further call overwrites", () => {
  const running = kernel();
  plant(["node_modules", "tslab", "dist", "jupyter.js"], running);
  const status = statusLine();
  status("1 of 2");
  status("2 of 2");
  const sent = running.sent as [{ data: object; transient: { display_id: string } }, boolean][];
  assert.deepEqual(
    sent.map(([{ data }, update]) => [data, update]),
    [
      [{ "text/plain": "1 of 2" }, false],
      [{ "text/plain": "2 of 2" }, true],
    ],
  );
  assert.equal(sent[0]?.[0].transient.display_id, sent[1]?.[0].transient.display_id);
});

test("statusLine() outside a notebook is silent", () => {
  statusLine()("1 of 2");
});
