// @ts-check
/*
 * Where the parts of the project are, and what its programs run with. The set-up needs it before
 * anything is built, so it is plain JavaScript in the syntax of Node 12.
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
 * The kernel's own environment variables. On Linux, arrays of 2 MiB or more get large pages of
 * memory, as NumPy's do: a new array of 80 MB is then filled in half the time.
 */
const kernelEnvironment = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** @param {string} name a file or folder, relative to the project's folder */
const at = (name) => path.join(root, name);

/** How Node runs the kernel: V8 gets 4 MiB for new objects in place of 16, and is no slower. */
const kernelNode = [process.execPath, "--max-semi-space-size=4"];

/** The machine code that this Node keeps of the kernel's TypeScript compiler. */
const compiled = at(`node_modules/.compiler-${process.version}-${process.arch}`);

/**
 * The environment variables for the project's Python. Its own packages and its own kernel come
 * first, whatever this machine has of the same names.
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
