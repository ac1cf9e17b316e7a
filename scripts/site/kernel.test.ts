import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { createExecutor } from "tslab/dist/executor";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { findBrowser } from "../jupyter/browser";
import { createConverter } from "../kernel/lazy-types";
import { differences, faults } from "../notebook/compare";
import { type Notebook, notebookFiles, type Output, readNotebook } from "../notebook/format";
import { execute } from "../notebook/run";
import { root } from "../setup/paths";
import { type Evaluating, findFirefox, openFirefox } from "./firefox";
import {
  ask,
  notebookOf,
  type OpenSite,
  open,
  openFile,
  openSite,
  ready,
  restart,
  runAll,
  runCells,
} from "./reader";

/** Cells that must give the same outputs here and in the kernel of Node. */
const SAME = [
  `console.log("%s of %d", "a", 1.5, { b: [[[[1]]]] }); console.error("c"); console.info(-0);
   console.group("d"); console.log("e\\nf"); console.groupEnd(); console.count(); console.dir([1]);`,
  `import { display, newDisplay } from "tslab"; const bytes = new Uint8Array([1, 2, 255]);
   display.text("t"); display.html("<b>h</b>"); display.markdown("*m*"); display.latex("$l$");
   display.javascript("1"); display.svg("<svg/>"); display.png(bytes); display.jpeg(bytes);
   display.gif(bytes); display.pdf(bytes); display.raw("application/json", '{"a":1}');`,
  `const shown = newDisplay(); shown.text("1 of 2");`,
  `shown.text("2 of 2"); console.log("between"); display.text("after");`,
  "const waited = await new Promise<number>((end) => setTimeout(end, 10, 42)); waited + 1",
  "Array.from({ length: 120 }, (_, i) => i / 3)",
  `[new Map([["k", new Set([1, "x"])]]), new Float64Array(3), { nested: { deep: { er: {} } } }]`,
  "class Point { constructor(readonly x: number, private y = 2) {} } new Point(1)",
  "[undefined, null, 10n, Symbol('s'), /a/g, new Date(0), () => 1, function f() {}, NaN]",
  `[Buffer.from("ab"), new URL("http://a/b?c").search, structuredClone({ a: 1 })]`,
  `import { inspect, isDeepStrictEqual } from "node:util"; import { join } from "node:path";
   console.log(join("a", "../b"), inspect("it's"), isDeepStrictEqual(new Set([[1]]), new Set([[1]])));`,
  `let go = () => {};
   const late = new Promise<void>((begin) => { go = begin; }).then(() => console.log("late"));`,
  `go(); await late; console.log("next");`,
  "enum Colour { Red, Green } type Pair<T> = [T, T]; const pair: Pair<Colour> = [0, 1]; pair",
  "for (let i = 0; i < 20_000; i++) console.log(i);",
  `let total = 0; const add = (x: number) => { total += x; };`,
  "for (const x of [1, 2, 3]) add(x); total = total * 2; add(1); ({ total })",
  `const deep = () => {\n  throw new TypeError("planted");\n};\n\ndeep();`,
  `console.log("before"); await Promise.reject(new RangeError("planted", { cause: "c" }));`,
  `throw { planted: [1] }`,
  `const caught = (f: () => void) => { try { f(); } catch (e) { console.log(e); } };`,
  `function fails() { throw new Error("planted"); }\ncaught(fails); new Error("value")`,
  `const text: string = 1;\nconst other: number = "2"; unknownName;`,
  `import { arange } from "leaky-relu"; arange(0, 1, 0)`,
  `console.log("after them")`,
];

/** Where Tab or Shift+Tab is pressed: at the end of each. */
const COMPLETED = [
  ...['"text".to', "Math.ma", "cons", "console.t", "[1, 2].re", "new Fl", "Promise.al", "Obj"],
  ...[
    'import { ara } from "leaky-relu"; ara',
    'import { withAlpha } from "leaky-relu"; withAlpha(1).l',
  ],
  ...['import { display } from "tslab"; display.', "const n = 1.5; n.toF", "nothing.at.al"],
];
const INSPECTED = [
  ...[
    "Math.exp",
    "console.log",
    "setTimeout",
    "Array.from",
    "Float64Array",
    "new Map",
    "parseFloat",
  ],
  ...['import { arange } from "leaky-relu"; arange', 'import { line } from "leaky-relu"; line'],
  ...[
    'import { inspect } from "node:util"; inspect',
    'import { newDisplay } from "tslab"; newDisplay',
  ],
  ...["const kept: Map<string, number[]> = new Map(); kept", "unknownName"],
];

/** What a cell printed. */
const textOf = (outputs: Output[] = []) => outputs.flatMap(({ text }) => text ?? []).join("");

/** What a reader sees of an error. */
const errorOf = (outputs: Output[] = []) => outputs.flatMap(({ traceback }) => traceback ?? []);

const { CI } = process.env;
const skip = !findBrowser() && CI !== "true" && "no Chromium or Chrome is installed";

describe("the kernel in a page", { skip }, () => {
  let opened: OpenSite;
  let page: Page;

  before(async () => {
    opened = await openSite();
    page = await open(await opened.browser.newContext(), opened.url);
  });
  after(() => opened?.close());

  /** Runs a notebook in a page, and compares its outputs with the committed ones. */
  async function seeNotebook(page: Evaluating, file: string): Promise<void> {
    await openFile(page, basename(file));
    const executed = await runAll(page);
    assert.deepEqual(faults(executed, file), []);
    const notebook = readNotebook(file);
    assert.deepEqual(differences(notebook, executed, file), []);
  }

  let inNode: Promise<Notebook> | undefined;

  /** Runs cells in a page, and compares their outputs with those of the kernel of Node. */
  async function seeCells(page: Evaluating): Promise<void> {
    inNode ??= execute(notebookOf(SAME), "same.ipynb");
    await restart(page);
    const here = await runCells(page, SAME);
    const { cells } = await inNode;
    for (const [i, source] of SAME.entries()) {
      assert.deepEqual(here[i], cells[i]?.outputs, source);
    }
  }

  for (const file of notebookFiles()) {
    test(`${basename(file)} gives the committed outputs when all its cells run`, () =>
      seeNotebook(page, file));
  }

  test("cells give the outputs that the kernel of Node gives", () => seeCells(page));

  const without = !findFirefox() && CI !== "true" && "no Firefox is installed";
  test("the walkthrough and these cells give the same in Firefox", { skip: without }, async () => {
    const firefox = openFirefox(opened.url);
    try {
      await ready(firefox);
      await seeNotebook(firefox, join(root, "notebooks/leaky-relu.ipynb"));
      await seeCells(firefox);
    } finally {
      firefox.close();
    }
  });

  test("Tab and Shift+Tab answer as in the kernel of Node", async () => {
    const node = createConverter({ isJS: false, isBrowser: false });
    const executor = createExecutor(root, { node, browser: node, close: () => {} }, console);
    const handler = new JupyterHandlerImpl(executor, false);
    await restart(page);
    for (const code of COMPLETED) {
      const answer = handler.handleComplete({ code, cursor_pos: code.length });
      assert.deepEqual(await ask(page, "complete", code), answer, code);
    }
    for (const code of INSPECTED) {
      const question = { code, cursor_pos: code.length, detail_level: 0 as const };
      assert.deepEqual(await ask(page, "inspect", code), handler.handleInspect(question), code);
    }
    node.close();
  });

  test("an import of what a page does not have is a type error that says what it has", async () => {
    const [[failed], [passed]] = (await runCells(page, [
      'import { readFileSync } from "node:fs";',
      'import { performance } from "node:perf_hooks"; typeof performance.now()',
    ])) as [Output[], Output[]];
    assert.deepEqual(failed?.traceback, [
      "line 1, column 30: Cannot find module 'node:fs': a notebook in the browser has leaky-relu, " +
        "tslab, node:buffer, node:path, node:perf_hooks and node:util.",
    ]);
    assert.deepEqual(passed?.text, ["number\n"]);
  });

  test("what fails after its cell is shown", async () => {
    await runCells(page, [
      'const lost = Promise.reject(new Error("nobody waits"));',
      'const thrown = setTimeout(() => { throw new Error("in a timer"); });',
      "await new Promise((end) => setTimeout(end, 50));",
    ]);
    const shown = page.locator(".jp-OutputArea-output");
    for (const error of ["nobody waits", "in a timer"]) {
      const line = `Error: ${error} (no cell has waited for it)`;
      await shown.filter({ hasText: line }).waitFor();
    }
    assert.doesNotMatch(await shown.allInnerTexts().then(String), /worker\.js/);
  });

  test("Interrupt ends progress() between two items, and the values are kept", async () => {
    const work = "items.push(item); for (let i = 0, x = 0; i < 1e8; i++) x += i;";
    const cells = [
      'import { progress } from "leaky-relu"; const items: number[] = [];',
      `const all = Array.from({ length: 10_000 }, (_, i) => i);
       await progress(all, (item) => { ${work} });`,
      "items.length > 0 && items.length < 10_000",
    ];
    const outputs = await runCells(page, cells, 1);
    assert.match(errorOf(outputs[1]).join(), /^Interrupted: \d+ of 10000 done$/);
    assert.equal(textOf(outputs[2]), "true\n");
  });

  test("Interrupt ends a wait, and the values are kept", async () => {
    const wait = 'console.log("begun"); await new Promise(() => {});';
    const outputs = await runCells(page, ["let kept = 41;", wait, "kept + 1"], 1);
    assert.deepEqual(errorOf(outputs[1]), ["Interrupted: the cell was stopped"]);
    assert.equal(textOf(outputs[2]), "42\n");
  });

  test("Interrupt ends an endless loop, and says in one line that the variables are gone", async () => {
    const loop = 'console.log("begun"); for (;;) {}';
    const outputs = await runCells(page, ["const gone = 41;", loop, "1 + 1", "gone"], 1);
    assert.match(errorOf(outputs[1]).join("\n"), /^Interrupted: .* Its variables are gone.*$/);
    assert.equal(textOf(outputs[2]), "2\n");
    assert.match(errorOf(outputs[3]).join(), /Cannot find name 'gone'/);
  });

  test("Restart takes the variables away, and each notebook has its own", async () => {
    await openFile(page, "leaky-relu.ipynb");
    await runCells(page, ["const onlyHere = 1;"]);
    await openFile(page, "explore.ipynb");
    const [other] = await runCells(page, ["onlyHere"]);
    assert.match(errorOf(other).join(), /Cannot find name 'onlyHere'/);
    await openFile(page, "leaky-relu.ipynb");
    const [same] = await runCells(page, ["onlyHere"]);
    assert.equal(textOf(same), "1\n");
    await restart(page);
    const [restarted] = await runCells(page, ["onlyHere"]);
    assert.match(errorOf(restarted).join(), /Cannot find name 'onlyHere'/);
  });
});
