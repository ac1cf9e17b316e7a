// @ts-check
/*
 * Makes whatever is missing before a notebook can run: Node packages, the built module, a Python
 * environment with JupyterLab, and the tslab kernel in that environment only.
 *
 * Plain JavaScript without a package, as it runs when nothing is installed yet. What is there
 * already is recognised by a stamp, a hash of what it was made from, written when it is complete:
 * a set-up that was interrupted has no stamp, and is made again.
 */

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const HELP = `Usage: node scripts/setup.js [--no-python]

Makes what is missing: the Node packages, the built module and, unless --no-python is given, the
Python environment .venv with JupyterLab and the tslab kernel. Nothing outside this folder changes.`;

/** The project's folder, whether this file runs from scripts/ or from dist/scripts/. */
const root = path.join(
  __dirname,
  path.basename(path.dirname(__dirname)) === "dist" ? "../.." : "..",
);
const venv = path.join(root, ".venv");
const windows = process.platform === "win32";

/** The Python interpreter of the project's environment. */
const python = path.join(venv, windows ? "Scripts/python.exe" : "bin/python");

/** @param {string} name a file or folder, relative to the project's folder */
const at = (name) => path.join(root, name);

/** An end that a person can act on: one line that says what to do. */
class SetupError extends Error {}

/**
 * The environment variables with which Jupyter finds the project's kernel before any other kernel
 * named tslab that this machine may have.
 */
function environment() {
  const own = path.join(venv, "share", "jupyter");
  const { JUPYTER_PATH, PATH } = process.env;
  return {
    ...process.env,
    JUPYTER_PATH: JUPYTER_PATH ? own + path.delimiter + JUPYTER_PATH : own,
    JUPYTER_PREFER_ENV_PATH: "1",
    PATH: path.dirname(python) + path.delimiter + PATH,
  };
}

/** Everything that is missing, in order. The second call in a row does nothing. */
function setup({ withPython = true } = {}) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new SetupError(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  const steps = [nodePackages, build, ...(withPython ? [pythonEnvironment, kernel] : [])];
  if (steps.every((step) => step().done)) return;
  const unlock = lock();
  try {
    for (const step of steps) {
      const { done, make } = step();
      if (!done) make();
    }
  } finally {
    unlock();
  }
}

function nodePackages() {
  const stamp = stampOf("node_modules/.ready", ["package-lock.json"]);
  const make = () => {
    say("Installing the Node packages (once, about 20 seconds) …");
    const { npm_execpath: npm } = process.env;
    const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
    run(command, [...args, "ci", "--include=dev"], "The Node packages could not be installed", {
      shell: windows && command === "npm",
    });
    stamp.write();
  };
  return { done: stamp.fresh(), make };
}

function build() {
  const sources = ["src", "scripts"].flatMap((folder) =>
    fs.readdirSync(at(folder), { recursive: true, encoding: "utf8" }).map((f) => `${folder}/${f}`),
  );
  const inputs = sources.filter((name) => /\.(js|json|ts)$/.test(name)).sort();
  const stamp = stampOf("dist/.ready", ["package-lock.json", "tsconfig.json", ...inputs]);
  const make = () => {
    say("Building the module from src/ …");
    fs.rmSync(at("dist"), { recursive: true, force: true });
    const tsc = at("node_modules/typescript/bin/tsc");
    run(process.execPath, [tsc, "-p", at(".")], "The module could not be built");
    stamp.write();
  };
  return { done: stamp.fresh(), make };
}

function pythonEnvironment() {
  const stamp = stampOf(".venv/.ready", ["scripts/requirements.txt"]);
  const make = () => {
    const command = findPython();
    say(`Making .venv with JupyterLab (once, a minute or two) …`);
    run(command, ["-m", "venv", "--clear", venv], "The Python environment could not be made");
    const install = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--no-input",
    ];
    run(
      python,
      [...install, "--require-hashes", "--only-binary=:all:", "-r", at("scripts/requirements.txt")],
      "JupyterLab could not be installed",
    );
    stamp.write();
  };
  return { done: stamp.fresh() && fs.existsSync(python), make };
}

function kernel() {
  const file = path.join(venv, "share/jupyter/kernels/tslab/kernel.json");
  const spec = {
    argv: [
      process.execPath,
      at("node_modules/tslab/bin/tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
    ],
    display_name: "TypeScript",
    language: "typescript",
  };
  const text = `${JSON.stringify(spec, null, 2)}\n`;
  const make = () => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
  };
  return { done: fs.existsSync(file) && fs.readFileSync(file, "utf8") === text, make };
}

/** The first Python from 3.10 on that can make environments. */
function findPython() {
  const names = ["python3", "python", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const question = "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip";
  const found = [];
  for (const name of names) {
    const { stdout, status } = spawnSync(name, ["-c", question], { encoding: "utf8" });
    const version = (stdout ?? "").trim();
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
 * A file that says what its neighbours were made from: the contents of `inputs` and this folder.
 *
 * @param {string} file
 * @param {string[]} inputs
 */
function stampOf(file, inputs) {
  const hash = createHash("sha256").update(root);
  for (const input of inputs) hash.update(input).update(fs.readFileSync(at(input)));
  const text = hash.digest("hex");
  return {
    fresh: () => fs.existsSync(at(file)) && fs.readFileSync(at(file), "utf8") === text,
    write: () => fs.writeFileSync(at(file), text),
  };
}

/** Waits until no other set-up of this folder runs. */
function lock() {
  const file = at(".setup.lock");
  let waiting = false;
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== "EEXIST")
        throw new SetupError(`This folder cannot be written to: ${root} (${code})`);
    }
    if (!alive(file)) fs.rmSync(file, { force: true });
    else {
      if (!waiting) say("Another set-up of this folder is running; waiting for it …");
      waiting = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    }
  }
}

/**
 * Whether the set-up that wrote a lock still runs. After half an hour none does, whatever process
 * has its number now.
 *
 * @param {string} file
 */
function alive(file) {
  try {
    const pid = Number(fs.readFileSync(file, "utf8"));
    const age = Date.now() - fs.statSync(file).mtimeMs;
    if (pid === process.pid || age > 30 * 60_000) return false;
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} failure
 * @param {{ shell?: boolean }} [options]
 */
function run(command, args, failure, options = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (status === 0) return;
  const output = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-15).join("\n");
  if (output) console.error(output);
  const offline =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|NewConnectionError|No matching/;
  const why = error?.message ?? (signal ? `stopped by ${signal}` : `exit code ${status}`);
  const advice = offline.test(output)
    ? "the first run needs the network: connect, and run the same command again."
    : "mend what stands above, and run the same command again.";
  throw new SetupError(`${failure} (${why}): ${advice}`);
}

/** @param {string} text */
function say(text) {
  console.log(`leaky-relu: ${text}`);
}

if (require.main === module) {
  const known = ["--no-python", "--help"];
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !known.includes(arg));
  try {
    if (unknown) throw new SetupError(`setup: unknown option ${unknown}; see --help`);
    if (args.includes("--help")) console.log(HELP);
    else setup({ withPython: !args.includes("--no-python") });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`leaky-relu: ${error.message}`);
    process.exitCode = 1;
  }
}

module.exports = { environment, python, root, setup };
