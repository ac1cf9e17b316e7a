// @ts-check
/*
 * Makes whatever is missing before a notebook can run: Node packages, the built module, a Python
 * environment with JupyterLab, and the tslab kernel in that environment only.
 *
 * Plain JavaScript without a package, as it runs when nothing is installed yet, and in the syntax
 * of Node 12, so that an old Node can say that it is too old. What is there already is recognised
 * by a stamp, a hash of what it was made from, removed before the making and written when it is
 * complete: a set-up that was interrupted has no stamp, and is made again.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const { spawn, spawnSync } = require("child_process");
const { createHash } = require("crypto");
const fs = require("fs");
const path = require("path");

const HELP = `Usage: node scripts/setup.js [--no-python | --python PYTHON]

Makes what is missing: the Node packages, the built module, and the Python environment .venv with
JupyterLab and the tslab kernel. Nothing outside this folder changes.

  --no-python       leave out .venv
  --python PYTHON   put the kernel into the environment of this Python, which has its own
                    JupyterLab, instead of making .venv`;

/** The project's folder, whether this file runs from scripts/ or from dist/scripts/. */
const root = path.join(
  __dirname,
  path.basename(path.dirname(__dirname)) === "dist" ? "../.." : "..",
);
const venv = path.join(root, ".venv");
const windows = process.platform === "win32";

/** The Python interpreter of the project's environment. */
const python = path.join(venv, windows ? "Scripts/python.exe" : "bin/python");

/**
 * What the kernel runs with: on Linux, arrays of 2 MiB or more get their memory in large pages, as
 * NumPy's do. A new one of 80 MB is then filled in half the time.
 */
const memory = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** @param {string} name a file or folder, relative to the project's folder */
const at = (name) => path.join(root, name);

/** How Node runs the kernel: with a fourth of V8's own room (in MiB) for new objects, no slower. */
const node = [process.execPath, "--max-semi-space-size=4"];

/** What this Node has made of the code of the kernel's TypeScript compiler. */
const compiled = at(`node_modules/.compiler-${process.version}-${process.arch}`);

/** An end that a person can act on: one line that says what to do. */
class SetupError extends Error {}

/**
 * The environment variables with which the project's Python runs: its own packages and its own
 * kernel come first, whatever else this machine has under the same names.
 */
function environment() {
  const own = path.join(venv, "share", "jupyter");
  const { JUPYTER_PATH, JUPYTERLAB_DIR, PATH, PYTHONHOME, PYTHONPATH, ...others } = process.env;
  return {
    ...others,
    JUPYTER_PATH: JUPYTER_PATH ? own + path.delimiter + JUPYTER_PATH : own,
    JUPYTER_PREFER_ENV_PATH: "1",
    PATH: path.dirname(python) + path.delimiter + PATH,
    PIP_USER: "0",
  };
}

/**
 * One thing to make: whether it is there, and how it is made.
 *
 * @typedef {{ done: boolean, make: () => Promise<void> }} Step
 */

/** Everything that is missing, in order. The second call in a row does nothing. */
async function setup({ withPython = true, prefix = "" } = {}) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new SetupError(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  const steps = [nodePackages, build];
  if (withPython) {
    steps.push(compiler, ...(prefix ? [] : [pythonPackages, settings]), ...kernel(prefix || venv));
  }
  if (steps.every((step) => step().done)) return;
  const unlock = await lock();
  try {
    for (const step of steps) {
      const { done, make } = step();
      if (!done) await make();
    }
  } finally {
    unlock();
  }
}

function nodePackages() {
  const { platform, arch } = process;
  return stamped("node_modules/.ready", ["package-lock.json"], platform + arch, async () => {
    say("Installing the Node packages (once, about 20 seconds) …");
    const { npm_execpath: npm = "" } = process.env;
    const [command, args] = npm.endsWith("npm-cli.js") ? [process.execPath, [npm]] : ["npm", []];
    // Without a network npm would wait for more than a minute between its attempts.
    const impatient = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=10000"];
    const ci = [...args, "ci", "--include=dev", ...impatient];
    const shell = windows && command === "npm";
    await run(command, ci, "The Node packages could not be installed", { shell });
  });
}

function build() {
  const sources = ["src", "scripts"].flatMap((folder) =>
    fs.readdirSync(at(folder), { recursive: true, encoding: "utf8" }).map((f) => `${folder}/${f}`),
  );
  const inputs = sources.filter((name) => /\.(js|json|ts)$/.test(name)).sort();
  return stamped("dist/.ready", ["package-lock.json", "tsconfig.json", ...inputs], "", async () => {
    say("Building the module from src/ …");
    fs.rmSync(at("dist"), { recursive: true, force: true });
    const tsc = at("node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", at(".")], "The module could not be built");
  });
}

function compiler() {
  const [command = "", ...flags] = node;
  const args = [...flags, at("dist/scripts/compiler.js")];
  return {
    done: fs.existsSync(compiled),
    make: () => run(command, args, "The kernel could not be prepared"),
  };
}

function pythonPackages() {
  const step = stamped(".venv/.ready", ["scripts/requirements.txt"], root, async () => {
    const command = findPython();
    say("Making .venv with JupyterLab (once, a minute or two) …");
    await run(command, ["-m", "venv", "--clear", venv], "The Python environment could not be made");
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const locked = ["--no-input", "--require-hashes", "--only-binary=:all:"];
    const requirements = ["-r", at("scripts/requirements.txt")];
    await run(
      python,
      [...install, ...locked, ...requirements],
      "JupyterLab could not be installed",
      {
        env: environment(),
      },
    );
  });
  return { ...step, done: step.done && fs.existsSync(python) };
}

/**
 * The kernel's description, and beside it Plotly: what stands there, every Jupyter server offers to
 * its pages, whichever folder it serves. Charts draw with it where JupyterLab has no Plotly.
 *
 * @param {string} prefix the folder of the Python environment that gets the kernel
 */
function kernel(prefix) {
  const folder = path.join(prefix, "share/jupyter/kernels/tslab");
  const spec = {
    argv: [...node, at("dist/scripts/kernel.js"), "{connection_file}"],
    display_name: "TypeScript",
    env: memory,
    language: "typescript",
  };
  const plotly = at("node_modules/plotly.js-dist-min/plotly.min.js");
  return [
    () => file(path.join(folder, "kernel.json"), json(spec)),
    () => file(path.join(folder, "plotly.min.js"), fs.readFileSync(plotly)),
  ];
}

/** What JupyterLab does differently in this environment; a reader's own settings go before it. */
function settings() {
  const own = {
    // No question at the first start, and nothing that asks the network.
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
    // The end of the notebook is its last cell, not a blank page.
    "@jupyterlab/notebook-extension:tracker": { scrollPastEnd: false },
  };
  return file(path.join(venv, "share/jupyter/lab/settings/overrides.json"), json(own));
}

/**
 * The folder of a Python environment that has JupyterLab.
 *
 * @param {string} command
 */
function prefixOf(command) {
  const question = "import jupyterlab, sys; print(sys.prefix)";
  const answer = spawnSync(command, ["-c", question], { encoding: "utf8" });
  if (answer.status === 0) return answer.stdout.trim();
  const why = answer.error ? answer.error.message : answer.stderr.trim().split("\n").pop();
  throw new SetupError(`${command} is not a Python with JupyterLab (${why}).`);
}

/** The first Python from 3.10 on that can make environments. */
function findPython() {
  const names = ["python3", "python", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const question = "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip";
  const found = [];
  for (const name of names) {
    const { stdout, status } = spawnSync(name, ["-c", question], { encoding: "utf8" });
    const version = String(stdout || "").trim();
    const [major, minor] = version.split(".").map(Number);
    if (major !== 3 || minor === undefined || minor < 10) {
      if (version) found.push(`${name} is ${version}`);
    } else if (status === 0) return name;
    else found.push(`${name} has no venv module (Debian, Ubuntu: sudo apt install python3-venv)`);
  }
  const seen = found.length > 0 ? ` (found: ${found.join("; ")})` : "";
  throw new SetupError(
    `Python 3.10 or newer with its venv module is needed${seen}: see python.org.`,
  );
}

/**
 * A step whose result is known by a stamp, a file that names what the result was made from.
 *
 * @param {string} stamp
 * @param {string[]} inputs files whose contents count
 * @param {string} more what else counts
 * @param {() => Promise<void>} make
 * @returns {Step}
 */
function stamped(stamp, inputs, more, make) {
  const hash = createHash("sha256").update(more);
  for (const input of inputs) hash.update(input).update(fs.readFileSync(at(input)));
  const text = hash.digest("hex");
  return {
    done: fs.existsSync(at(stamp)) && fs.readFileSync(at(stamp), "utf8") === text,
    make: async () => {
      fs.rmSync(at(stamp), { force: true });
      await make();
      fs.writeFileSync(at(stamp), text);
    },
  };
}

/**
 * A step that writes one file of a Python environment.
 *
 * @param {string} name
 * @param {Buffer} content
 * @returns {Step}
 */
function file(name, content) {
  return {
    done: fs.existsSync(name) && fs.readFileSync(name).equals(content),
    make: async () => {
      fs.mkdirSync(path.dirname(name), { recursive: true });
      fs.writeFileSync(`${name}.new`, content);
      fs.renameSync(`${name}.new`, name);
    },
  };
}

/** @param {object} value */
const json = (value) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** How long ago, in milliseconds, a set-up that runs has touched its lock at most. */
const BEAT = 10000;

/** After this time, in milliseconds, a command that has lost its set-up has ended. */
const ORPHAN = 600000;

const lockFile = at(".setup.lock");

/**
 * Waits until no other set-up of this folder runs, nor a command that a killed one has left behind.
 *
 * @returns {Promise<() => void>} opens the lock
 */
async function lock() {
  let waiting = false;
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      const beat = setInterval(() => {
        const now = new Date();
        fs.utimes(lockFile, now, now, () => {});
      }, BEAT / 5);
      return () => {
        clearInterval(beat);
        fs.rmSync(lockFile, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    if (held(lockFile)) {
      if (!waiting) say("Another set-up of this folder is running; waiting for it …");
      waiting = true;
      await new Promise((resolve) => setTimeout(resolve, 300));
    } else takeAway(lockFile);
  }
}

/**
 * Whether the set-up that wrote a lock, or the command that it started last, still runs. The times
 * tell them from processes that were given the same numbers later.
 *
 * @param {string} file
 */
function held(file) {
  try {
    const [own, command] = fs.readFileSync(file, "utf8").split(" ").map(Number);
    const age = Date.now() - fs.statSync(file).mtimeMs;
    return (age < BEAT && (!own || runs(own))) || (age < ORPHAN && runs(command));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return false;
  }
}

/** @param {number | undefined} pid */
function runs(pid) {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    // In a container nobody may bury a dead process, and it keeps its number.
    const proc = `/proc/${pid}/stat`;
    return !fs.existsSync(proc) || !/\) Z /.test(fs.readFileSync(proc, "latin1"));
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Removes a lock that nobody holds; if another set-up has just replaced it by its own, gives it back.
 *
 * @param {string} file
 */
function takeAway(file) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return;
  }
  if (held(aside)) fs.renameSync(aside, file);
  else fs.rmSync(aside);
}

/**
 * Runs a command that is part of the set-up; the lock names it while it runs.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} failure
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 */
async function run(command, args, failure, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  if (child.pid) fs.writeFileSync(lockFile, `${process.pid} ${child.pid}`);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-100000);
    });
  }
  /** @type {string} */
  const why = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) =>
      resolve(code === 0 ? "" : signal ? `stopped by ${signal}` : `exit code ${code}`),
    );
  });
  if (!why) return;
  const lines = output.trim().split("\n");
  const offline = lines.find((line) => OFFLINE.test(line));
  const end = offline || lines.slice(-15).join("\n");
  if (end) console.error(end);
  const advice = offline
    ? "the first run needs the network: connect, and run the same command again."
    : "mend what stands above, and run the same command again.";
  throw new SetupError(`${failure} (${why}): ${advice}`);
}

/** What npm and pip print when they do not reach their registry, or lose it half-way. */
const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|UNREACH|socket hang up|npm error network|ConnectionError|ProtocolError|ProxyError|TimeoutError|IncompleteRead/;

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

/** @param {string} text */
function say(text) {
  console.log(`leaky-relu: ${text}`);
}

/** @param {string[]} args */
async function main(args) {
  const [option = "", command = "", ...more] = args;
  if (option === "--help") return console.log(HELP);
  if (option === "--python" && command && more.length === 0) {
    return setup({ prefix: prefixOf(command) });
  }
  const unknown = args.find((arg) => arg !== "--no-python");
  if (unknown === "--python") throw new SetupError("setup: --python needs one PYTHON; see --help");
  if (unknown) throw new SetupError(`setup: unknown option ${unknown}; see --help`);
  await setup({ withPython: args.length === 0 });
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    if (!(error instanceof SetupError) && !error.syscall) throw error;
    const advice = error.syscall ? ": the set-up must be able to read and write this folder." : "";
    console.error(`leaky-relu: ${error.message}${advice}`);
    process.exitCode = 1;
  });
}

module.exports = { compiled, environment, memory, python, root, venv };
