// @ts-check
/*
 * Makes what is missing before a notebook can run: the Node packages, the built module, a Python
 * environment with JupyterLab, and the tslab kernel in that environment only.
 *
 * It is plain JavaScript that needs no package, because it runs when nothing is installed. Its
 * syntax is that of Node 12, so that an old Node can say that it is too old.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const fs = require("fs");
const path = require("path");
const { parseArgs } = require("util");
const { lock } = require("./setup/lock");
const {
  at,
  compiled,
  environment,
  kernelEnvironment,
  kernelNode,
  python,
  root,
  venv,
  windows,
} = require("./setup/paths");
const { findPython, kernelspec } = require("./setup/python");
const { file, run, SetupError, say, stamped } = require("./setup/step");

const HELP = `Usage: node scripts/setup.js [--no-python | --build | --python PYTHON [OPTION …]]

Makes what is missing: the Node packages, the built module, and the Python environment .venv with
JupyterLab and the tslab kernel. All of it is in this folder.

  --no-python       leave out .venv
  --build           only build the module, with the Node packages that are there (npm ci does it)
  --python PYTHON   put the kernel into the environment of this Python, which has its own
                    JupyterLab, instead of making .venv; nothing else changes there
      --name NAME   give the kernel this name in place of tslab
      --replace     let it take the place of another kernel with its name
      --uninstall   take the kernel out of that environment again`;

const OPTIONS = /** @type {const} */ ({
  help: { type: "boolean" },
  "no-python": { type: "boolean" },
  python: { type: "string" },
  build: { type: "boolean" },
  name: { type: "string" },
  replace: { type: "boolean" },
  uninstall: { type: "boolean" },
});

/** Tells the set-up that npm, which runs it as "prepare", was started by a set-up. */
const FROM_SETUP = "LEAKY_RELU_FROM_SETUP";

/** Runs the steps whose result is missing, in order. A second call does nothing. */
async function make(/** @type {(() => import("./setup/step").Step)[]} */ steps) {
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
    // Without a network npm waits for more than a minute before it tries again.
    const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=10000"];
    const ci = [...args, "ci", "--include=dev", ...retries];
    const shell = windows && command === "npm";
    const env = { ...process.env, [FROM_SETUP]: "1" };
    await run(command, ci, "The Node packages could not be installed", { env, shell });
  });
}

const tsc = at("node_modules/typescript/bin/tsc");

function build() {
  const sources = ["src", "scripts"].flatMap((folder) =>
    fs.readdirSync(at(folder), { recursive: true, encoding: "utf8" }).map((f) => `${folder}/${f}`),
  );
  const inputs = sources.filter((name) => /\.(js|json|ts)$/.test(name)).sort();
  return stamped("dist/.ready", ["package-lock.json", "tsconfig.json", ...inputs], "", async () => {
    say("Building the module from src/ …");
    fs.rmSync(at("dist"), { recursive: true, force: true });
    await run(process.execPath, [tsc, "-p", at(".")], "The module could not be built");
  });
}

function compiler() {
  const [command = "", ...flags] = kernelNode;
  const args = [...flags, at("dist/scripts/kernel/cached-compiler.js")];
  return {
    done: fs.existsSync(compiled),
    make: () => run(command, args, "The kernel could not be prepared"),
  };
}

function pythonPackages() {
  const step = stamped(".venv/.ready", ["scripts/setup/requirements.txt"], root, async () => {
    const command = findPython();
    say("Making .venv with JupyterLab (once, a minute or two) …");
    await run(command, ["-m", "venv", "--clear", venv], "The Python environment could not be made");
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const locked = ["--no-input", "--require-hashes", "--only-binary=:all:"];
    const requirements = ["-r", at("scripts/setup/requirements.txt")];
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
 * The kernel's description, and beside it Plotly. A Jupyter server offers both files to its pages,
 * whatever folder it serves, so charts draw where JupyterLab has no Plotly.
 *
 * @param {string} folder
 */
function description(folder, name = "tslab") {
  const spec = {
    argv: [...kernelNode, at("dist/scripts/kernel/main.js"), "{connection_file}"],
    display_name: name === "tslab" ? "TypeScript" : `TypeScript (${name})`,
    env: kernelEnvironment,
    interrupt_mode: "message", // scripts/kernel/control.ts hears it
    language: "typescript",
    metadata: { "leaky-relu": root }, // by which kernelspec.py knows it
  };
  const plotly = at("node_modules/plotly.js-dist-min/plotly.min.js");
  return [
    () => file(path.join(folder, "kernel.json"), json(spec)),
    () => file(path.join(folder, "plotly.min.js"), fs.readFileSync(plotly)),
  ];
}

/** @param {object} value */
const json = (value) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** JupyterLab's settings in .venv. The reader's own settings override them. */
function settings() {
  const own = {
    // It asks no question at the first start, and asks the network for nothing.
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
    // No blank page follows the last cell.
    "@jupyterlab/notebook-extension:tracker": { scrollPastEnd: false },
  };
  return file(path.join(venv, "share/jupyter/lab/settings/overrides.json"), json(own));
}

/** @param {string[]} args */
async function main(args) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new SetupError(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  const { help, build: buildOnly, "no-python": noPython, python: theirs, ...more } = options(args);
  if (help) return console.log(HELP);
  if (buildOnly) {
    if (process.env[FROM_SETUP]) return; // it builds by itself
    if (fs.existsSync(tsc)) return make([build]);
    return say("the module is not built, as TypeScript is not installed: npm run setup builds it");
  }
  if (theirs !== undefined && !noPython) return intoPython(theirs, more);
  const [unfit] = Object.keys(more);
  if (unfit) throw new SetupError(`setup: --${unfit} needs --python PYTHON; see --help`);
  if (theirs !== undefined) {
    throw new SetupError("setup: --no-python and --python exclude each other; see --help");
  }
  const ownPython = [
    compiler,
    pythonPackages,
    settings,
    ...description(path.join(venv, "share/jupyter/kernels/tslab")),
  ];
  await make([nodePackages, build, ...(noPython ? [] : ownPython)]);
}

/**
 * @param {string[]} args
 * @throws {SetupError} when an option is unknown, incomplete or given twice
 */
function options(args) {
  try {
    const { values, tokens } = parseArgs({ args, options: OPTIONS, tokens: true });
    if (tokens.length === Object.keys(values).length) return values;
    throw new TypeError("an option is given twice");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [what] = error.message.split(/[.\n]/);
    throw new SetupError(`setup: ${what}; see --help`);
  }
}

/**
 * Puts the kernel into the environment of another Python, or takes it out.
 *
 * @param {string} command that Python
 * @param {{ name?: string, replace?: boolean, uninstall?: boolean }} options
 */
async function intoPython(command, { name = "tslab", replace = false, uninstall = false }) {
  if (uninstall) return kernelspec(command, ["uninstall", name, root]);
  kernelspec(command, ["check", name, root, ...(replace ? ["--replace"] : [])]);
  const source = at("dist/kernelspec");
  await make([nodePackages, build, compiler, ...description(source, name)]);
  kernelspec(command, ["install", name, root, source]);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    if (!(error instanceof SetupError) && !error.syscall) throw error;
    const advice = error.syscall ? ": the set-up must be able to read and write this folder." : "";
    console.error(`leaky-relu: ${error.message}${advice}`);
    process.exitCode = 1;
  });
}
