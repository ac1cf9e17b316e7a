import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import type { Notebook, Output } from "../notebook/format";
import { execute } from "../notebook/run";
import { environment, python, root } from "../setup/paths";

/** Asks a new kernel a question, listens when a file is there, and prints what the kernel told all. */
const ASK = `
import json, pathlib, sys, time
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="tslab")
manager.start_kernel()
client = manager.client()
try:
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    sent = client.kernel_info()
    for _ in range(2000):
        if pathlib.Path(sys.argv[1]).exists(): break
        time.sleep(0.01)
    else: raise TimeoutError("the kernel waits for nobody")
    client.iopub_channel.start()
    client.get_shell_msg(timeout=60)
    states = []
    while states != ["busy", "idle"]:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == sent:
            states.append(message["content"]["execution_state"])
    print(json.dumps(states))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
`;

/** Starts a kernel, says its number when it runs a cell, and is then killed hard, as by a full machine. */
const DIE = `
import os, signal, sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="tslab")
client.execute(sys.argv[1])
while client.get_iopub_msg(timeout=60)["msg_type"] != "stream": pass
print(manager.provisioner.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
`;

/** Shuts a new kernel down, after its first answer or before it, and prints its reply and its exit code. */
const SHUT_DOWN = `
import json, sys
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="tslab")
manager.start_kernel()
client = manager.client()
try:
    client.start_channels(hb=False)
    if sys.argv[1] == "answered":
        client.kernel_info()
        client.get_shell_msg(timeout=60)
    client.shutdown()
    reply = client.get_control_msg(timeout=60)
    print(json.dumps([reply["msg_type"], manager.provisioner.process.wait(60)]))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
`;

interface Request {
  code: string;
  /** Interrupts the kernel at the first text of the cell, or when there is a file of this name */
  interrupt?: boolean | string;
  /** Sends the cell again while it fails, for a minute at most */
  repeat?: boolean;
  /** Whether what waits is taken back if the cell fails; true unless given */
  stop_on_error?: boolean;
  /** Whether the cell is to leave no trace */
  silent?: boolean;
  /** Whether the cell counts; true unless it is silent */
  store_history?: boolean;
}

/** A message of another type. */
interface Ask {
  ask: string;
}

interface Message {
  type: string;
  execution_count?: number;
  execution_state?: string;
  name?: string;
  text?: string;
  traceback?: string[];
}

/** What came of a cell. */
interface Answer {
  status: string;
  execution_count: number;
  stdout: string;
  stderr: string;
  /** What a reader sees of an error */
  traceback?: string[];
  messages: Message[];
}

/** Cells that are sent at once; the file is made when the kernel has received them all. */
interface AtOnce {
  cells: Request[];
  file: string;
}

/** Runs cells on one new kernel, one after the other. */
const run = (...cells: (Request | AtOnce | Ask)[]) => runIn(root, ...cells);

/** As {@link run}, with the notebook in this folder. */
async function runIn(folder: string, ...cells: (Request | AtOnce | Ask)[]): Promise<Answer[]> {
  const script = join(root, "scripts/kernel/client.py");
  const client = spawn(python, [script], { cwd: folder, env: environment() });
  client.stdin.end(JSON.stringify(cells));
  let [out, err] = ["", ""];
  client.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  client.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const [code] = await once(client, "close");
  assert.equal(code, 0, err);
  const answers: { reply: Answer; messages: Message[] }[] = JSON.parse(out);
  return answers.map(({ reply, messages }) => {
    const text = (stream: string) =>
      messages
        .filter(({ type, name }) => type === "stream" && name === stream)
        .map(({ text }) => text)
        .join("");
    return { ...reply, stdout: text("stdout"), stderr: text("stderr"), messages };
  });
}

/** Runs cells that must not fail on one new kernel, and gives back what each of them printed. */
async function printed(...cells: string[]): Promise<string[]> {
  const answers = await run(...cells.map((code) => ({ code })));
  for (const { status, traceback } of answers) assert.equal(status, "ok", traceback?.join("\n"));
  return answers.map(({ stdout }) => stdout);
}

function notebook(...sources: string[]): Notebook {
  const cells = sources.map((source, i) => ({
    id: `cell-${i + 1}`,
    cell_type: "code" as const,
    source: [source],
    metadata: {},
    execution_count: null,
    outputs: [],
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

describe("the kernel", { concurrency: true }, () => {
  test("Interrupt ends an endless loop and an endless wait, and the values are kept", async () => {
    const answers = await run(
      { code: "let kept = 41;" },
      { code: 'await new Promise(() => console.log("waits"));', interrupt: true },
      { code: "kept + 1" },
      { code: 'console.log("loops"); for (;;) {}', interrupt: true },
      { code: "kept + 2" },
      { code: 'console.log("a"); throw new Error("planted");' },
      { code: "kept + 3" },
    );
    assert.deepEqual(
      answers.map(({ status, stdout }) => [status, stdout]),
      [
        ["ok", ""],
        ["error", "waits\n"],
        ["ok", "42\n"],
        ["error", "loops\n"],
        ["ok", "43\n"],
        ["error", "a\n"],
        ["ok", "44\n"],
      ],
    );
    assert.deepEqual(
      answers.flatMap(({ traceback = [] }) => traceback),
      [
        "Interrupted: the cell was stopped",
        "Interrupted: the cell was stopped",
        "line 1: Error: planted",
      ],
    );
  });

  test("a cell may wait for what another await gives, and in a loop", async () => {
    assert.deepEqual(
      await printed(
        'console.log(await (await fetch("data:text/plain,both")).text())',
        "for await (const each of [1, Promise.resolve(2)]) console.log(each)",
      ),
      ["both\n", "1\n2\n"],
    );
  });

  test("an error that no cell has waited for is one line too", async () => {
    const [, first, second, third] = await run(
      { code: "const until = (e: string) => new Promise((done) => process.once(e, done));" },
      { code: 'Promise.reject(new Error("lost")); await until("unhandledRejection");' },
      { code: 'setTimeout(() => {\nthrow "late"; }); await until("uncaughtException");' },
      {
        code: 'setTimeout(() => {\nthrow new Error("late"); }); await until("uncaughtException");',
      },
    );
    assert.deepEqual(
      [first, second, third].map((answer) => answer?.stderr),
      [
        "line 1: Error: lost (no cell has waited for it)\n",
        "Thrown: 'late' (no cell has waited for it)\n",
        "line 2: Error: late (no cell has waited for it)\n",
      ],
    );
  });

  test("Interrupt ends progress() between two items, and the values are kept", async () => {
    const work =
      "console.log(item); items.push(item); for (let i = 0, x = 0; i < 1e8; i++) x += i;";
    const answers = await run(
      { code: 'import { progress } from "leaky-relu"; const items: number[] = [];' },
      {
        code: `const all = Array.from({ length: 10_000 }, (_, i) => i);
          await progress(all, (item) => { ${work} });`,
        interrupt: true,
      },
      { code: "const reached = items.length; reached" },
      { code: "items.length === reached" },
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      ["ok", "error", "ok", "ok"],
    );
    const reached = Number(answers[2]?.stdout);
    assert.ok(reached > 0 && reached < 10_000);
    assert.deepEqual(answers[1]?.traceback, [`Interrupted: ${reached} of 10000 done`]);
    assert.equal(answers[3]?.stdout, "true\n");
  });

  test("a let that another cell assigns is new for the functions of its own cell too", async () => {
    const said = await printed(
      "let alpha = 0.1; function f(x: number) { return x >= 0 ? x : alpha * x; }",
      "alpha = 0.5; f(-1)",
      "alpha++; f(-1)",
      "({ alpha } = { alpha: 2 }); [alpha, f(-1)]",
      "function change(value: number) { alpha = value; }",
      "change(3); f(-1)",
      "let [beta, { gamma = 7 }] = [5, {} as { gamma?: number }]; const sum = () => beta + gamma;",
      "beta = 1; gamma += 1; sum()",
      "var delta = 1, up = () => delta;",
      "delta += 10; up()",
    );
    const texts = ["", "-0.5\n", "-1.5\n", "[ 2, -2 ]\n", "", "-3\n", "", "9\n", "", "11\n"];
    assert.deepEqual(said, texts);
  });

  test("{ x } and destructuring take x from the cell that declares it", async () => {
    const said = await printed(
      `import { sep } from "node:path"; interface Point { x: number; y?: number }
       const performance = 0.93; let k = 1; const point: Point = { x: 2 };`,
      "console.log({ performance, k, sep: { sep } })",
      "const { x: first, y: second = k } = point; [first, second]",
      "function of({ x: inner }: Point) { return inner; } of({ x: 4 })",
      "({ k } = { k: 8 }); k",
      "({ k = 9 } = {} as { k?: number }); k",
      "let x = 0; ({ x: x } = point); [x, { x }.x]",
    );
    assert.deepEqual(said, [
      "",
      "{ performance: 0.93, k: 1, sep: { sep: '/' } }\n",
      "[ 2, 1 ]\n",
      "4\n",
      "8\n",
      "9\n",
      "[ 2, 2 ]\n",
    ]);
  });

  test("a name has its latest declaration, in every cell, also after one that failed", async () => {
    const answers = await run(
      { code: "const a = 1; let b = 1; const old = () => b;" },
      { code: "const both = () => [a, b];" },
      { code: 'throw new Error("planted"); const a = "2";' },
      { code: "both()" },
      { code: "const a = 3; let b = 4; both()" },
      { code: "b = 5; [a, b, ...both(), old()]" },
    );
    assert.deepEqual(
      answers.map(({ stdout }) => stdout),
      ["", "", "", "[ 1, 1 ]\n", "[ 3, 4 ]\n", "[ 3, 5, 3, 5, 1 ]\n"],
    );
  });

  test("functions of a cell go on with its own names when another cell declares them again", async () => {
    const said = await printed(
      `let a = 1; const b = 2; function c() { return 3; } class D { value = 4; }
       const own = () => [a, b, c(), new D().value];`,
      "const other = () => [a, b, c(), new D().value];",
      "let a = 10; const b = 20; function c() { return 30; } class D { value = 40; }",
      "a++; own()",
      "other()",
    );
    assert.deepEqual(said, ["", "", "", "[ 1, 2, 3, 4 ]\n", "[ 11, 20, 30, 40 ]\n"]);
  });

  test("an error takes back what was sent before it, and nothing that is sent after it", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => rmSync(folder, { recursive: true }));
    const fails = 'throw new Error("planted");';
    const atOnce = (name: string, stop_on_error: boolean, ...more: Request[]) => {
      const file = join(folder, name);
      const turn = "await new Promise((resolve) => setImmediate(resolve));";
      const waits = `while (!existsSync(${JSON.stringify(file)})) ${turn}`;
      return { cells: [{ code: `${waits} ${fails}`, stop_on_error }, ...more], file };
    };
    const answers = await run(
      { code: 'import { existsSync } from "node:fs"; 1 + 1' },
      { code: fails },
      { code: "2 + 2" },
      atOnce("a", true, { code: "3 + 3" }, { code: "4 + 4", stop_on_error: false }),
      atOnce("b", false, { code: "5 + 5" }),
      atOnce("c", true, { code: "6 + 6" }),
      { code: "7 + 7" },
    );
    assert.deepEqual(
      answers.map(({ status, stdout, execution_count }) => [status, stdout, execution_count]),
      [
        ["ok", "2\n", 1],
        ["error", "", 2],
        ["ok", "4\n", 3],
        ["error", "", 4],
        ["aborted", "", 4],
        ["ok", "8\n", 5],
        ["error", "", 6],
        ["ok", "10\n", 7],
        ["error", "", 8],
        ["aborted", "", 8],
        ["ok", "14\n", 9],
      ],
    );
  });

  test("each cell says its number when it begins, and one that is to leave no trace has none", async () => {
    const answers = await run(
      { code: "1 + 1" },
      { code: "2 + 2", silent: true },
      { code: "3 + 3", store_history: false },
      { code: 'throw new Error("planted");' },
      { code: "5 + 5" },
    );
    assert.deepEqual(
      answers.map(({ messages, execution_count }) => [
        execution_count,
        messages.map(({ type, execution_count }) => execution_count ?? type),
      ]),
      [
        [1, ["status", 1, "stream", "status"]],
        [1, ["status", "stream", "status"]],
        [1, ["status", 1, "stream", "status"]],
        [2, ["status", 2, "error", "status"]],
        [3, ["status", 3, "stream", "status"]],
      ],
    );
  });

  test("nbconvert, and with it papermill and nbgrader, runs each check after a cell that fails", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "checks.ipynb");
    const cells = [
      "const ALPHA: number = 1; let marks = 0;",
      "// Parameters\nvar ALPHA = 0.2;\n", // as papermill adds it
      'throw new Error("planted");',
      "marks += ALPHA; marks",
      'const y: number = "planted";',
      "y",
      "marks *= 2; marks",
    ];
    writeFileSync(file, JSON.stringify(notebook(...cells)));
    const options = ["--execute", "--allow-errors", "--to=notebook", "--stdout"];
    const args = [
      "-m",
      "jupyter",
      "nbconvert",
      ...options,
      "--ExecutePreprocessor.kernel_name=tslab",
    ];
    const { stdout } = await promisify(execFile)(python, [...args, file], { env: environment() });
    const executed: Notebook = JSON.parse(stdout);
    const text = ({ text, traceback }: Output & { traceback?: string[] }) => text ?? traceback;
    assert.deepEqual(
      executed.cells.map(({ execution_count, outputs }) => [
        execution_count,
        outputs?.flatMap(text).join("\n"),
      ]),
      [
        [1, ""],
        [2, ""],
        [3, "line 1: Error: planted"],
        [4, "0.2\n"],
        [5, "line 1, column 7: Type 'string' is not assignable to type 'number'."],
        [6, "line 1, column 1: Cannot find name 'y'."],
        [7, "0.4\n"],
      ],
    );
  });

  test("a message that it does not know leaves no trace in the notebook", async () => {
    const asks = ["history_request", "comm_info_request", "usage_request"].map((ask) => ({ ask }));
    const [, ...answers] = await run({ code: "1 + 1" }, ...asks);
    const states = ["busy", "idle", "busy", "idle"]; // and of the question that follows
    assert.deepEqual(
      answers.map(({ messages }) =>
        messages.map(({ type, execution_state }) => execution_state ?? type),
      ),
      [
        [...states, "history_reply", "kernel_info_reply"],
        [...states, "comm_info_reply", "kernel_info_reply"],
        [...states, "kernel_info_reply"],
      ],
    );
  });

  test("an error is one line with the line of the cell, in a message of its own", async () => {
    const cells = [
      ['import { arange } from "leaky-relu";\n\narange(\n  0, 1, 0)', "line 3: RangeError: arange"],
      ["interface Text { a: string }", undefined],
      ["const text: Text = {\n  a: 1 };", "line 2, column 3: Type 'number'"],
      ["function fails() {\n  throw new TypeError(`planted`);\n}", undefined],
      ["await 0;\nfails();", "line 2: TypeError: planted"],
      ["throw { a: [1, 2] };", "Thrown: { a: [ 1, 2 ] }"],
      [
        'await 0;\nthrow new Error("outer", { cause: new Error("inner") });',
        "line 2: Error: outer",
      ],
      ["JSON.parse(\n'{');", "line 1: SyntaxError"],
      ["(undefined as any).x", "line 1: TypeError: Cannot read properties of undefined"],
    ] as const;
    const answers = await run(...cells.map(([code]) => ({ code })));
    for (const [i, { traceback = [], stderr, messages }] of answers.entries()) {
      const text = traceback.join("\n");
      assert.ok(text.startsWith(cells[i]?.[1] ?? ""), text);
      assert.deepEqual([traceback.length, stderr], [cells[i]?.[1] === undefined ? 0 : 1, ""], text);
      assert.doesNotMatch(text, /\n|\/|\\|evalmachine/);
      const errors = messages.filter(({ type }) => type === "error");
      assert.deepEqual(
        errors.map((error) => error.traceback),
        traceback.length > 0 ? [traceback] : [],
      );
    }
    assert.match(answers[6]?.traceback?.[0] ?? "", /outer \(Error: inner\)$/);
  });

  test("a cell that prints 1,000,000 lines loses none of them, and ends", async () => {
    const [lines, next] = await run(
      { code: "for (let i = 0; i < 1_000_000; i++) console.log(i);" },
      { code: "1 + 1" },
    );
    assert.equal(lines?.status, "ok");
    const expected = Array.from({ length: 1_000_000 }, (_, i) => `${i}\n`).join("");
    assert.ok(lines?.stdout === expected, "every line, in order");
    assert.equal(next?.stdout, "2\n");
  });

  test("a cell that shows 1,000 things loses none of them, and ends", async () => {
    const [shown] = await run({
      code: `import { display } from "tslab";
        for (let i = 0; i < 1000; i++) display.text(String(i));`,
    });
    assert.equal(shown?.status, "ok");
    assert.equal(shown?.messages.length, 1000 + ["busy", "execute_input", "idle"].length);
  });

  test("what a cell prints, shows and warns of comes in the order of its calls", async () => {
    const cell = `import { display } from "tslab";
      console.log("a"); console.log("b"); display.text("c"); console.warn("d"); console.log("e");
      await new Promise((later) => setTimeout(later, 50)); console.log("f");`;
    const executed = await execute(notebook(cell), "order.ipynb");
    const text = ({ name, text, data }: Output) => [name, text?.join("") ?? data?.["text/plain"]];
    assert.deepEqual((executed.cells[0]?.outputs ?? []).map(text), [
      ["stdout", "a\nb\n"],
      [undefined, ["c"]],
      ["stderr", "d\n"],
      ["stdout", "e\nf\n"],
    ]);
  });

  test("no other tslab, beside the notebook, takes its place", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => rmSync(folder, { recursive: true }));
    const other = join(folder, "node_modules/tslab/dist");
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, "main.js"), "exports.startKernel = () => process.exit(1);");
    const [answer] = await runIn(folder, { code: "1 + 1" });
    assert.equal(answer?.stdout, "2\n");
  });

  test("where another program has one of its ports, it ends with one line that says so", async (t) => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const any = { shell_port: 0, iopub_port: 0, stdin_port: 0, hb_port: 0 };
    const connection = { ip: "127.0.0.1", transport: "tcp", key: "", ...any, control_port: port };
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => {
      taken.close();
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection));
    const kernel = [join(root, "dist/scripts/kernel/main.js"), file];
    const ended = promisify(execFile)(process.execPath, kernel, { timeout: 60_000 });
    const line = `The kernel does not start: it cannot listen at tcp://127.0.0.1:${port}: Address already in use\n`;
    await assert.rejects(ended, { code: 1, stderr: line });
  });

  test("a package that is installed while it runs can be imported, and breaks nothing", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => rmSync(folder, { recursive: true }));
    const imports = 'import { answer } from "late"; answer';
    const answers = await runIn(
      folder,
      { code: 'import { mkdirSync, writeFileSync } from "node:fs";' },
      { code: imports },
      {
        code: `mkdirSync("node_modules/late", { recursive: true });
          writeFileSync("node_modules/late/index.js", "exports.answer = 42;");
          writeFileSync("node_modules/late/index.d.ts", "export declare const answer: number;");`,
      },
      { code: imports, repeat: true }, // until TypeScript has seen the package
      { code: "answer + 1" },
    );
    assert.deepEqual(
      answers.map(({ status, stdout, traceback = [] }) => stdout || traceback[0] || status),
      [
        "ok",
        "line 1, column 24: Cannot find module 'late' or its corresponding type declarations.",
        "ok",
        "42\n",
        "43\n",
      ],
    );
  });

  for (const [what, cell] of [
    ["an idle kernel", 'console.log("done");'],
    ["a kernel in an endless loop", 'console.log("loops"); for (;;) {}'],
  ] as const) {
    test(`killed hard, Jupyter does not leave ${what} behind`, async (t) => {
      const child = spawn(python, ["-c", DIE, cell], { env: environment() });
      const [[pid]] = await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
      const isRunning = () => {
        try {
          return process.kill(Number(pid), 0);
        } catch {
          return false;
        }
      };
      t.after(() => isRunning() && process.kill(Number(pid), "SIGKILL"));
      for (const end = Date.now() + 30_000; isRunning(); ) {
        assert.ok(Date.now() < end, "it is still there after half a minute");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
  }

  for (const [when, how] of [
    ["as soon as it is started", "started"],
    ["while it reads types, after its first answer", "answered"],
  ] as const) {
    test(`shut down ${when}, it says so and ends`, async () => {
      const args = ["-c", SHUT_DOWN, how];
      const { stdout } = await promisify(execFile)(python, args, { env: environment() });
      assert.deepEqual(JSON.parse(stdout), ["shutdown_reply", 0]);
    });
  }

  test("jupyter run runs a file, with the options that it adds", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "kernel"));
    t.after(() => rmSync(folder, { recursive: true }));
    const script = join(folder, "r.ts");
    writeFileSync(script, "console.log(1 + 1);");
    const args = ["-m", "jupyter", "run", "--kernel=tslab", script];
    const { stdout } = await promisify(execFile)(python, args, { env: environment() });
    assert.equal(stdout, "2\n");
  });

  test("killed while a cell runs, it ends the run with one line that says so", async () => {
    const dying = notebook("1 + 1", 'process.kill(process.pid, "SIGKILL");', "2 + 2");
    await assert.rejects(execute(dying, "dying.ipynb"), (error: Error) => {
      assert.match(error.message, /^dying\.ipynb could not be run: .*Kernel died$/);
      return true;
    });
  });
});

/**
 * Loads a program into each thread of a kernel that starts during a test, before the kernel's own.
 *
 * @param program - sees the folder of its file as `__dirname`
 * @returns that folder
 */
function preload(t: TestContext, program: string): string {
  const folder = mkdtempSync(join(tmpdir(), "kernel"));
  const { env } = process;
  t.after(() => {
    process.env = env;
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "preload.js");
  const ours = 'process.argv.length < 2 || process.argv[1].endsWith("kernel/main.js")'; // or its thread
  writeFileSync(file, `if (${ours}) { ${program} }`);
  process.env = { ...env, NODE_OPTIONS: `--require "${file}"` };
  return folder;
}

test("a kernel that ends at its start is started again, once", async (t) => {
  preload(
    t, // ends the first kernel, or the first two, in the notebook's folder
    `const fs = require("fs");
    if (require("worker_threads").isMainThread) {
      const files = fs.readdirSync(".");
      const ended = files.filter((name) => name.startsWith("ended")).length;
      if (ended < (files.includes("twice.ipynb") ? 2 : 1)) {
        fs.writeFileSync("ended-" + ended, "");
        process.exit(1);
      }
    }`,
  );
  const run = (file: string) => execute(notebook("1 + 1"), file);
  const [executed] = await Promise.all([
    run("once.ipynb"),
    assert.rejects(run("twice.ipynb"), {
      message:
        "twice.ipynb could not be run: RuntimeError: Kernel died before replying to kernel_info",
    }),
  ]);
  assert.deepEqual(executed.cells[0]?.outputs?.[0]?.text, ["2\n"]);
});

test("an update of tslab that lacks a name ends the run with the line that says so", async (t) => {
  const tslab = JSON.stringify(require.resolve("tslab/dist/jupyter"));
  preload(
    t,
    `const { isMainThread } = require("worker_threads");
    if (isMainThread) delete require(${tslab}).ZmqServer.prototype.init;`,
  );
  const { version } = JSON.parse(
    readFileSync(join(root, "node_modules/tslab/package.json"), "utf8"),
  );
  await assert.rejects(execute(notebook("1 + 1"), "update.ipynb"), {
    message:
      `update.ipynb could not be run: The kernel does not start: tslab ${version}: ` +
      "ZmqServer.init is gone; scripts/kernel/patch-tslab.ts replaces it",
  });
});

test("Interrupt stops a cell, and never the kernel, where Node has no handler for SIGINT", async (t) => {
  // Before Node takes its handlers away, and before it puts them back, the kernel waits here until
  // its second thread has heard of the interruption. That thread waits here before it sends a
  // signal, until the cell has been left, if it can be, and again after it, until the next has begun.
  const folder = preload(
    t,
    `const fs = require("fs");
    const { isMainThread, parentPort } = require("worker_threads");
    const at = (name) => __dirname + "/" + name;
    const make = (name) => fs.writeFileSync(at(name), "");
    const look = (name) => { for (let i = 0; i < 50_000 && !fs.existsSync(at(name)); i++); };
    const pause = (type, name) => {
      if (type !== "SIGINT" || globalThis.place !== name) return;
      delete globalThis.place;
      make(name);
      while (fs.existsSync(at(name)));
    };
    const { kill, removeAllListeners, addListener } = process;
    if (isMainThread) {
      process.removeAllListeners = (type) => {
        removeAllListeners.call(process, type);
        pause(type, "begins");
        return process;
      };
      process.addListener = (type, listener) => {
        if (fs.existsSync(at("sends"))) make("left");
        pause(type, "ends");
        return addListener.call(process, type, listener);
      };
      globalThis.late = () => {
        make("late");
        while (!fs.existsSync(at("sends")));
      };
      globalThis.next = () => make("next");
    } else {
      const { postMessage } = parentPort;
      parentPort.postMessage = (message) => {
        postMessage.call(parentPort, message);
        for (const name of ["begins", "ends"]) fs.rmSync(at(name), { force: true });
      };
      process.kill = (pid, signal) => {
        if (!fs.existsSync(at("late"))) return kill(pid, signal);
        make("sends");
        look("left");
        kill(pid, signal);
        look("next");
      };
    }`,
  );
  const answers = await run(
    { code: '(globalThis as any).place = "begins"; let kept = 1;' },
    { code: "for (;;) {}", interrupt: join(folder, "begins") },
    {
      code: '(globalThis as any).place = "ends"; await new Promise(() => {});',
      interrupt: join(folder, "ends"),
    },
    { code: "(globalThis as any).late();", interrupt: join(folder, "late") },
    { code: "(globalThis as any).next(); kept" },
  );
  const stopped = ["Interrupted: the cell was stopped"];
  assert.deepEqual(
    answers.map(({ status, stdout, traceback }) => traceback ?? (stdout || status)),
    ["ok", stopped, stopped, stopped, "1\n"],
  );
});

test("it answers no client that does not listen to all of its outputs yet", async (t) => {
  // Makes a file when the kernel has begun to wait for a listener, 200 turns later: a kernel that
  // did not wait would have answered by then, and nobody would have heard all of it.
  const folder = preload(
    t,
    `const { XPublisher } = require(${JSON.stringify(require.resolve("zeromq"))});
    const { receive } = XPublisher.prototype;
    const value = function () {
      let turns = 200;
      const turn = () =>
        turns-- > 0 ? setImmediate(turn) : require("fs").writeFileSync(__dirname + "/waits", "");
      turn();
      return receive.call(this);
    };
    Object.defineProperty(XPublisher.prototype, "receive", { value });`,
  );
  const options = { cwd: root, env: environment() };
  const { stdout } = await promisify(execFile)(python, ["-c", ASK, join(folder, "waits")], options);
  assert.deepEqual(JSON.parse(stdout), ["busy", "idle"]);
});
