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
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as ts from "@tslab/typescript-for-tslab";
import { python, root } from "../setup/paths";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const NOTIFICATION = "@jupyterlab/apputils-extension:notification";

/** What a set-up runs, in order. */
const COMMANDS = ["npm", "tsc", "compiler", "venv", "pip"];

/**
 * Stands in for npm, for the two programs that then run on Node, and for Python and its pip. Each
 * call adds a line to the log, leaves something half made, waits while there is a file
 * `slow-<name>`, and completes it.
 */
const FAKE = `#!/bin/sh
act() {
  echo "$1" >> "$FAKES/log"
  if [ -f "$FAKES/fail-$1" ]; then cat "$FAKES/fail-$1" >&2; exit 1; fi
  while [ -f "$FAKES/slow-$1" ]; do sleep 0.05; done
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

/**
 * A Python environment of somebody else with the real JupyterLab in it, and the set-up for it. Jupyter
 * looks for kernels in the folder `data`, then in the environment, then in `later`.
 */
function environment(it: ReturnType<typeof project>) {
  const prefix = it.at("their env");
  execFileSync(python, ["-m", "venv", "--without-pip", prefix]);
  const packages = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const folder = (command: string) =>
    execFileSync(command, ["-c", packages], { encoding: "utf8" }).trim();
  const theirs = join(prefix, "bin/python");
  writeFileSync(join(folder(theirs), "jupyter.pth"), folder(python));
  const kernel = (name: string) => join(prefix, "share/jupyter/kernels", name);
  mkdirSync(kernel("python3"), { recursive: true });
  const { JUPYTER_PREFER_ENV_PATH, ...others } = it.env as NodeJS.ProcessEnv;
  const env = {
    ...others,
    HOME: it.at("home"),
    JUPYTER_DATA_DIR: it.at("later"),
    JUPYTER_PATH: it.at("data"),
  };
  return {
    python: theirs,
    kernel,
    kernels: () => readdirSync(kernel("")),
    spec: (name: string) => JSON.parse(readFileSync(join(kernel(name), "kernel.json"), "utf8")),
    setup: (...args: string[]) => it.start(["--python", theirs, ...args], { env }),
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

  test("npm ci builds the module, and a set-up that runs npm ci builds it once", async () => {
    const it = project();
    const prepare = (env: NodeJS.ProcessEnv = it.env) =>
      end(spawn("/bin/sh", ["-c", scripts.prepare], { cwd: it.at(""), env }));
    const alone = await prepare();
    assert.deepEqual([alone.code, alone.output.length, it.calls()], [0, 1, []]);
    assert.match(alone.output[0] ?? "", /not built, as TypeScript is not installed: npm run setup/);
    // npm ci runs "prepare" at its end, with its own environment.
    const npm = join(it.env.FAKES, "npm");
    writeFileSync(npm, `${readFileSync(npm, "utf8")}\n${scripts.prepare}`, { mode: 0o755 });
    const env = { ...it.env, PATH: `${it.env.FAKES}:${dirname(process.execPath)}:/usr/bin:/bin` };
    assert.equal((await end(it.start(["--no-python"], { env }))).code, 0);
    assert.deepEqual(it.calls(), whole.slice(0, 4));
    rmSync(it.at("dist"), { recursive: true });
    assert.equal((await prepare(env)).code, 0);
    assert.deepEqual(it.calls(), ["tsc", "end of tsc"]);
  });

  test("--python PYTHON puts the kernel beside a JupyterLab that is there, and makes no .venv", async () => {
    const it = project();
    const theirs = environment(it);
    const { code, output } = await end(theirs.setup());
    assert.deepEqual([code, it.calls()], [0, whole.slice(0, 6)], output.join("\n"));
    assert.equal(output.at(-1), `leaky-relu: the kernel "tslab" is in ${theirs.kernel("tslab")}`);
    const { argv, display_name, metadata } = theirs.spec("tslab");
    assert.equal(argv[2], it.at("dist/scripts/kernel/main.js"));
    assert.deepEqual([display_name, metadata], ["TypeScript", { "leaky-relu": it.at("") }]);
    assert.equal(readFileSync(join(theirs.kernel("tslab"), "plotly.min.js"), "utf8"), "plotly\n");
    assert.equal(existsSync(it.at(".venv")), false);
    assert.deepEqual(await end(theirs.setup()), { code: 0, output: [] });

    const named = await end(theirs.setup("--name", "Leaky"));
    assert.deepEqual([named.code, theirs.spec("leaky").display_name], [0, "TypeScript (Leaky)"]);
    for (const name of ["tslab", "leaky"]) {
      const gone = await end(theirs.setup("--uninstall", "--name", name));
      assert.deepEqual(gone, {
        code: 0,
        output: [`leaky-relu: the kernel "${name}" is no longer in ${theirs.kernel("")}`],
      });
      assert.equal(existsSync(theirs.kernel(name)), false);
    }
    assert.deepEqual(theirs.kernels(), ["python3"]);
  });

  test("--python PYTHON leaves a kernel of somebody else alone, and says what to do", async () => {
    const it = project();
    const theirs = environment(it);
    const another = '{"argv": ["false"], "display_name": "another", "language": "typescript"}';
    /** Puts a kernel of somebody else into a folder, and gives the line that speaks of it. */
    const plant = (folder: string, text = another) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "kernel.json"), text);
      return (says: string) => `leaky-relu: the kernel "tslab" in ${folder} ${says}`;
    };
    const what = "give ours another name (--name NAME), or let it take that name (--replace).";
    const copy = JSON.stringify({ argv: [], metadata: { "leaky-relu": it.env.FAKES } });
    for (const [text, whose] of [
      ["{", "is not this project's"],
      [another, "is not this project's"],
      [copy, `belongs to the copy of this project in ${it.env.FAKES}`],
    ] as const) {
      const line = plant(theirs.kernel("tslab"), text);
      const refused = await end(theirs.setup());
      assert.deepEqual([refused.code, refused.output], [1, [line(`${whose}: ${what}`)]]);
      assert.equal(readFileSync(join(theirs.kernel("tslab"), "kernel.json"), "utf8"), text);
    }
    const kept = await end(theirs.setup("--uninstall"));
    assert.equal(kept.code, 1);
    assert.match(kept.output.join("\n"), /^leaky-relu: the kernel "tslab" in .*: it stays\.$/);
    assert.equal((await end(theirs.setup("--name", "mine"))).code, 0);
    assert.deepEqual(theirs.kernels(), ["mine", "python3", "tslab"]);
    assert.equal((await end(theirs.setup("--replace"))).code, 0);
    assert.equal(theirs.spec("tslab").display_name, "TypeScript");
    // An earlier version of this copy, and a copy that is not there any more, may be replaced.
    for (const spec of [
      { argv: ["node", it.at("dist/scripts/kernel.js")] },
      { argv: [], metadata: { "leaky-relu": "/none" } },
    ]) {
      plant(theirs.kernel("tslab"), JSON.stringify(spec));
      assert.equal((await end(theirs.setup())).code, 0);
      assert.equal(theirs.spec("tslab").display_name, "TypeScript");
    }
    rmSync(theirs.kernel("tslab"), { recursive: true });
    // A kernel that Jupyter would find before ours, and one that ours would hide.
    const before = plant(join(it.at("data"), "kernels/tslab"));
    const first = await end(theirs.setup("--replace"));
    assert.deepEqual(first.output, [
      before(
        "is not this project's, and Jupyter would find it before ours: " +
          "give ours another name (--name NAME).",
      ),
    ]);
    rmSync(it.at("data"), { recursive: true });
    const after = plant(join(it.at("later"), "kernels/tslab"));
    const hidden = await end(theirs.setup());
    assert.deepEqual(hidden.output, [after(`is not this project's: ${what}`)]);
    assert.equal((await end(theirs.setup("--replace"))).code, 0);
  });

  test("--python PYTHON and its options say in one line what is wrong with them", async () => {
    const it = project();
    const { python: theirs } = environment(it);
    const none = it.at("none");
    const bare = it.at("bare/bin/python");
    execFileSync(python, ["-m", "venv", "--without-pip", it.at("bare")]);
    const broken = it.at("broken");
    writeFileSync(broken, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    for (const [args, line] of [
      [["--python", none], `${none} is not a Python that runs (spawnSync ${none} ENOENT).`],
      [["--python", broken], `${broken} is not a Python that runs (exit code 3).`],
      [["--python", bare], `${bare} has no JupyterLab: install it, or name another Python.`],
      [["--python"], "setup: Option '--python <value>' argument missing; see --help"],
      [["--no-python", "--no-python"], "setup: an option is given twice; see --help"],
      [["--name", "x"], "setup: --name needs --python PYTHON; see --help"],
      [["--uninstall"], "setup: --uninstall needs --python PYTHON; see --help"],
      [
        ["--no-python", "--python", theirs],
        "setup: --no-python and --python exclude each other; see --help",
      ],
      [
        ["--python", theirs, "--uninstall", "--name", "x"],
        `there is no kernel "x" in ${join(it.at("their env"), "share/jupyter/kernels")}.`,
      ],
    ] as const) {
      const wrong = await end(it.start([...args]));
      assert.deepEqual([wrong.code, wrong.output], [1, [`leaky-relu: ${line}`]]);
    }
    const odd = await end(it.start(["--python", theirs, "--name", "a b"]));
    assert.match(odd.output.at(-1) ?? "", /^leaky-relu: Invalid kernel name 'a b'\./);
  });

  for (const name of COMMANDS) {
    test(`killed during ${name}, it does that step again`, async () => {
      const it = project();
      it.plant(`slow-${name}`, "");
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
    it.plant("slow-npm", "");
    const killed = it.start();
    await called(it, "npm");
    killed.kill("SIGKILL");
    const next = it.start();
    const ended = end(next);
    await once(next.stdout as Readable, "data");
    it.heal("slow-npm");
    const { code, output } = await ended;
    assert.equal(code, 0);
    assert.match(output[0] ?? "", /Another set-up of this folder is running/);
    assert.deepEqual(it.calls(), ["end of npm", ...whole]);
  });

  test("started twice at once, it is made once", async () => {
    const it = project();
    it.plant("slow-npm", "");
    const first = end(it.start());
    await called(it, "npm");
    const second = it.start();
    const ended = end(second);
    await once(second.stdout as Readable, "data");
    it.heal("slow-npm");
    const both = await Promise.all([first, ended]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(it.calls(), whole.slice(1));
  });

  test("ignores the lock of a set-up that has ended, even if its number is in use again", async () => {
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
    assert.match(
      output.slice(1).join("\n"),
      /no space left .*\n.*fix what is shown above, and run/,
    );
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
      [1, ["leaky-relu: setup: Unknown option '--pyton'; see --help"]],
    );
  });
});
