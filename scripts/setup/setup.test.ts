import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as ts from "@tslab/typescript-for-tslab";
import { python, root } from "../setup/paths";

const NOTIFICATION = "@jupyterlab/apputils-extension:notification";

/** What a set-up runs, in order. */
const COMMANDS = ["npm", "tsc", "compiler", "venv", "pip"];

/**
 * Stands in for npm, the two programs that then run on Node, and for Python and its pip. Each call of theirs adds a line to the log, leaves
 * something half made, waits for as long as the file `slow-<name>` says, and completes it.
 */
const FAKE = `#!/bin/sh
act() {
  echo "$1" >> "$FAKES/log"
  if [ -f "$FAKES/fail-$1" ]; then cat "$FAKES/fail-$1" >&2; exit 1; fi
  if [ -f "$FAKES/slow-$1" ]; then sleep "$(cat "$FAKES/slow-$1")"; fi
  echo "end of $1" >> "$FAKES/log"
}
case "\${0##*/} $1 $2" in
  "npm ci "*)
    rm -rf node_modules; mkdir -p node_modules/typescript/bin
    act npm
    echo 'require("child_process").execFileSync("sh", [process.env.FAKES + "/tsc"]);' \\
      > node_modules/typescript/bin/tsc
    mkdir node_modules/plotly.js-dist-min; echo plotly > node_modules/plotly.js-dist-min/plotly.min.js;;
  "tsc  ")
    mkdir -p dist/scripts/kernel; act tsc
    echo 'require("child_process").execFileSync("sh", [process.env.FAKES + "/compiler"]);' \\
         'require("fs").writeFileSync(require("../../../scripts/setup/paths").compiled, "code");' \\
      > dist/scripts/kernel/cached-compiler.js;;
  "compiler  ") act compiler;;
  "python3 -c "*) echo 3.12;;
  "python3 -m venv") rm -rf "$4"; mkdir -p "$4/bin"; act venv; cp "$0" "$4/bin/python";;
  "python -m pip") act pip; echo installed > "\${0%/*}/jupyter";;
  *) echo "unexpected: $0 $*" >> "$FAKES/log"; exit 1;;
esac
`;

const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the project in a folder with an awkward name, and stand-ins for what it calls. */
function project() {
  const top = mkdtempSync(join(tmpdir(), 'it\'s "la pente" à 10 % $(x) `y` #'));
  made.push(top);
  chmodSync(top, 0o755);
  const [folder, fakes] = [join(top, "project é"), join(top, "fakes")];
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "scripts", "src"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  mkdirSync(fakes);
  for (const name of ["npm", "python3", "tsc", "compiler"]) {
    writeFileSync(join(fakes, name), FAKE, { mode: 0o755 });
  }
  const { npm_execpath, ...others } = process.env;
  const env = { ...others, FAKES: fakes, PATH: `${fakes}:/usr/bin:/bin` };
  return {
    at: (name: string) => join(folder, name),
    env,
    /** Lets a stand-in fail (with a text on stderr), or be slow (for so many seconds). */
    plant: (name: string, text: string) => writeFileSync(join(fakes, name), text),
    heal: (name: string) => rmSync(join(fakes, name)),
    /** What the stand-ins were called for since the last look. */
    calls: () => {
      const log = join(fakes, "log");
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, "utf8").trim().split("\n");
      rmSync(log);
      return lines;
    },
    start: (args: string[] = [], options: SpawnOptions = {}) =>
      spawn(process.execPath, ["scripts/setup.js", ...args], { cwd: folder, env, ...options }),
  };
}

/** How a process ends, and what it printed. */
async function end(child: ChildProcess): Promise<{ code: number | null; output: string[] }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, output: output.trim().split("\n").filter(Boolean) };
}

/** Waits until a stand-in was called, and gives all calls so far. */
async function called(it: ReturnType<typeof project>, name: string): Promise<string[]> {
  const log = join(it.env.FAKES, "log");
  while (!existsSync(log) || !readFileSync(log, "utf8").split("\n").includes(name)) await sleep(20);
  return it.calls();
}

const whole = COMMANDS.flatMap((name) => [name, `end of ${name}`]);
const from = (name: string) => whole.slice(whole.indexOf(name));

describe("npm start and npm test: the set-up", { concurrency: 2 }, () => {
  test("makes everything once, in a folder with an awkward name, and then nothing", async () => {
    const it = project();
    const first = await end(it.start());
    assert.deepEqual([first.code, it.calls()], [0, whole]);
    assert.match(first.output.join("\n"), /Node packages.*\n.*Building.*\n.*JupyterLab/);
    const { argv } = JSON.parse(
      readFileSync(it.at(".venv/share/jupyter/kernels/tslab/kernel.json"), "utf8"),
    );
    assert.deepEqual([argv[0], argv[2]], [process.execPath, it.at("dist/scripts/kernel/main.js")]);
    assert.deepEqual(await end(it.start()), { code: 0, output: [] });
    assert.deepEqual(it.calls(), []);
  });

  test("makes only what is missing, and what was changed", async () => {
    const it = project();
    await end(it.start(["--no-python"]));
    assert.deepEqual(it.calls(), whole.slice(0, 4));
    await end(it.start());
    assert.deepEqual(it.calls(), from("compiler"));
    writeFileSync(it.at("src/new.ts"), "export {};");
    rmSync(it.at(".venv/bin/python"));
    writeFileSync(it.at(".venv/share/jupyter/lab/settings/overrides.json"), "{");
    await end(it.start());
    assert.deepEqual(it.calls(), ["tsc", "end of tsc", ...from("venv")]);
    const settings = readFileSync(it.at(".venv/share/jupyter/lab/settings/overrides.json"), "utf8");
    assert.equal(JSON.parse(settings)[NOTIFICATION].fetchNews, "false");
  });

  test("--python PYTHON puts the kernel beside a JupyterLab that is there, and makes no .venv", async () => {
    const it = project();
    const prefix = it.at("their env");
    const theirs = it.at("their-python");
    writeFileSync(theirs, '#!/bin/sh\necho "$PREFIX"; [ -n "$PREFIX" ]', { mode: 0o755 });
    const env = { ...it.env, PREFIX: prefix };
    const { code } = await end(it.start(["--python", theirs], { env }));
    assert.deepEqual([code, it.calls()], [0, whole.slice(0, 6)]);
    const [spec = "", plotly] = ["kernel.json", "plotly.min.js"].map((name) =>
      readFileSync(join(prefix, "share/jupyter/kernels/tslab", name), "utf8"),
    );
    assert.equal(JSON.parse(spec).argv[2], it.at("dist/scripts/kernel/main.js"));
    assert.equal(plotly, "plotly\n");
    assert.equal(existsSync(it.at(".venv")), false);
    for (const [args, line] of [
      [["--python", theirs], /their-python is not a Python with JupyterLab/],
      [["--python", it.at("none")], /none is not a Python with JupyterLab \(.*ENOENT\)/],
      [["--python"], /--python needs one PYTHON; see --help/],
    ] as const) {
      const wrong = await end(it.start([...args]));
      assert.equal(wrong.code, 1);
      assert.match(wrong.output.join("\n"), line);
    }
  });

  for (const name of COMMANDS) {
    test(`killed during ${name}, it does that step again`, async () => {
      const it = project();
      it.plant(`slow-${name}`, "60");
      const killed = it.start([], { detached: true });
      const ended = end(killed);
      await called(it, name);
      process.kill(-(killed.pid as number), "SIGKILL");
      await ended;
      it.heal(`slow-${name}`);
      assert.equal((await end(it.start())).code, 0);
      assert.deepEqual(it.calls(), from(name === "pip" ? "venv" : name));
      assert.equal((await end(it.start())).output.length, 0);
    });
  }

  test("killed alone, it lets the next one wait for the command that goes on", async () => {
    const it = project();
    it.plant("slow-npm", "1");
    const killed = it.start();
    await called(it, "npm");
    killed.kill("SIGKILL");
    const { code, output } = await end(it.start());
    assert.equal(code, 0);
    assert.match(output[0] ?? "", /Another set-up of this folder is running/);
    assert.deepEqual(it.calls(), ["end of npm", ...whole]);
  });

  test("started twice at once, it is made once", async () => {
    const it = project();
    it.plant("slow-npm", "0.5");
    const both = await Promise.all([end(it.start()), end(it.start())]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(it.calls(), whole);
  });

  test("takes over the lock of a set-up that has ended, whoever has its number now", async () => {
    const it = project();
    for (const lock of ["", "999999999", `${process.pid}`, `${process.pid} ${process.pid}`]) {
      rmSync(it.at("dist"), { recursive: true, force: true });
      writeFileSync(it.at(".setup.lock"), lock);
      utimesSync(it.at(".setup.lock"), 1, 1);
      const { code, output } = await end(it.start());
      assert.equal(code, 0);
      assert.doesNotMatch(output.join(), /Another set-up/);
      assert.equal(existsSync(it.at(".setup.lock")), false);
    }
  });

  test("without a network, or losing it half-way, it says so, and goes on where it was", async () => {
    const it = project();
    it.plant("fail-npm", "npm error code ECONNRESET\nnpm error network aborted\n    at x.js:1");
    const npm = await end(it.start());
    assert.equal(npm.code, 1);
    assert.deepEqual(npm.output.slice(1), [
      "npm error code ECONNRESET",
      "leaky-relu: The Node packages could not be installed (exit code 1): " +
        "the first run needs the network: connect, and run the same command again.",
    ]);
    it.heal("fail-npm");
    it.plant("fail-pip", "WARNING: Retrying after connection broken by 'NewConnectionError(…)'");
    it.calls();
    const pip = await end(it.start());
    assert.equal(pip.code, 1);
    assert.match(pip.output.at(-1) ?? "", /JupyterLab could not be installed .* network/);
    it.heal("fail-pip");
    it.calls();
    assert.equal((await end(it.start())).code, 0);
    assert.deepEqual(it.calls(), from("venv"));
  });

  test("knows what the real npm and pip say of a registry that cannot be reached", async () => {
    const it = project();
    const dead = "http://127.0.0.1:9/";
    const npm = end(
      it.start(["--no-python"], {
        env: {
          ...process.env,
          npm_config_cache: it.at("cache"),
          npm_config_fetch_retries: "0",
          npm_config_registry: dead,
          npm_config_replace_registry_host: "always",
        },
      }),
    );
    assert.match((await npm).output.at(-1) ?? "", /needs the network/);
    await end(it.start(["--no-python"]));
    const pip = `case "$1 $2" in
      "-m pip") exec "${python}" "$@";;
      "-m venv") mkdir -p "$4/bin"; cp "$0" "$4/bin/python";;
      *) echo 3.12;;
    esac`;
    writeFileSync(join(it.env.FAKES, "python3"), `#!/bin/sh\n${pip}`, { mode: 0o755 });
    const offline = {
      PIP_CONFIG_FILE: "/dev/null",
      PIP_FIND_LINKS: "",
      PIP_INDEX_URL: dead,
      PIP_NO_CACHE_DIR: "1",
      PIP_RETRIES: "1",
      PIP_TARGET: it.at("nowhere"),
    };
    const { output } = await end(it.start([], { env: { ...it.env, ...offline } }));
    assert.match(output.at(-1) ?? "", /JupyterLab could not be installed .* needs the network/);
  });

  test("another failure shows its end, and one line that says what to do", async () => {
    const it = project();
    it.plant("fail-npm", "npm error code ENOSPC\nnpm error nospc no space left on device\n");
    const { code, output } = await end(it.start());
    assert.equal(code, 1);
    assert.match(output.slice(1).join("\n"), /no space left .*\n.*mend what stands above, and run/);
  });

  test("needs Python 3.10 with venv, and says which ones it found", async () => {
    const it = project();
    const pythons: [string, RegExp][] = [
      ["echo 3.9", /Python 3\.10 or newer.*found: python3 is 3\.9/],
      ["echo 3.12; exit 1", /python3 has no venv module \(.*apt install python3-venv\)/],
      ["exit 127", /Python 3\.10 or newer with its venv module is needed: see python\.org/],
    ];
    const env = { ...it.env, PATH: `${it.env.FAKES}:${it.at("bin")}` };
    mkdirSync(it.at("bin"));
    for (const name of ["sh", "rm", "mkdir", "cat", "sleep", "cp"]) {
      const target = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
      execFileSync("ln", ["-s", target, it.at(`bin/${name}`)]);
    }
    for (const [answer, line] of pythons) {
      writeFileSync(join(it.env.FAKES, "python3"), `#!/bin/sh\n${answer}`, { mode: 0o755 });
      const { code, output } = await end(it.start([], { env }));
      assert.equal(code, 1);
      assert.match(output.at(-1) ?? "", line);
    }
    it.heal("python3");
    assert.match((await end(it.start([], { env }))).output.at(-1) ?? "", /is needed: see python/);
  });

  test("says that Node is too old, in words that Node 12 can read", async () => {
    const it = project();
    const old = it.at("old.js");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.8" });');
    const { code, output } = await end(
      spawn(process.execPath, ["--require", old, it.at("scripts/setup.js")], { env: it.env }),
    );
    assert.equal(code, 1);
    assert.deepEqual(output, ["leaky-relu: Node 18.20.8 is too old: install Node 20 or newer."]);

    const parts = readdirSync(it.at("scripts/setup")).filter((name) => name.endsWith(".js"));
    for (const file of ["setup.js", ...parts.map((name) => `setup/${name}`)]) {
      const source = readFileSync(it.at(`scripts/${file}`), "utf8");
      assert.doesNotMatch(source, /require\("node:/);
      const written = (target: ts.ScriptTarget) =>
        ts.transpileModule(source, { compilerOptions: { target } }).outputText;
      const same = written(ts.ScriptTarget.ES2019) === written(ts.ScriptTarget.ESNext);
      assert.ok(same, `${file} has no syntax newer than ES2019`);
    }
  });

  test("in a folder that cannot be written to, it works if all is there, or says so", async (t) => {
    if (process.getuid?.() !== 0) {
      t.skip("only root can start a process of somebody else");
      return;
    }
    const it = project();
    const nobody = { uid: 65534, gid: 65534 };
    const { code, output } = await end(it.start([], nobody));
    assert.equal(code, 1);
    assert.equal(output.length, 1);
    assert.match(output[0] ?? "", /EACCES: permission denied.* must be able to read and write/);
    await end(it.start());
    assert.deepEqual(await end(it.start([], nobody)), { code: 0, output: [] });
  });

  test("an unknown option is named", async () => {
    const { code, output } = await end(project().start(["--pyton"]));
    assert.deepEqual(
      [code, output],
      [1, ["leaky-relu: setup: unknown option --pyton; see --help"]],
    );
  });
});
