// @ts-check
/*
 * Where the parts of the project are, and what its programs run with. Plain JavaScript in the syntax
 * of Node 12, as the set-up needs it before anything is built.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const path = require("path");

/** The project's folder, whether this file runs from scripts/setup/ or from dist/scripts/setup/. */
const root = path.join(
  __dirname,
  path.basename(path.join(__dirname, "../..")) === "dist" ? "../../.." : "../..",
);
const venv = path.join(root, ".venv");
const windows = process.platform === "win32";

/** The Python interpreter of the project's environment. */
const python = path.join(venv, windows ? "Scripts/python.exe" : "bin/python");

/**
 * What the kernel runs with: on Linux, arrays of 2 MiB or more get their memory in large pages, as
 * NumPy's do. A new one of 80 MB is then filled in half the time.
 */
const kernelEnvironment = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** @param {string} name a file or folder, relative to the project's folder */
const at = (name) => path.join(root, name);

/** How Node runs the kernel: with a fourth of V8's own room (in MiB) for new objects, no slower. */
const kernelNode = [process.execPath, "--max-semi-space-size=4"];

/** What this Node has made of the code of the kernel's TypeScript compiler. */
const compiled = at(`node_modules/.compiler-${process.version}-${process.arch}`);

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

module.exports = {
  at,
  compiled,
  environment,
  kernelEnvironment,
  kernelNode,
  python,
  root,
  venv,
  windows,
};
