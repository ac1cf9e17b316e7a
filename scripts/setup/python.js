// @ts-check
/* The Python that the set-up uses. */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const { spawnSync } = require("child_process");
const { at } = require("./paths");
const { SetupError, say } = require("./step");

/**
 * Lets a Python look after the kernels of its environment.
 *
 * @param {string} command
 * @param {string[]} args as kernelspec.py takes them
 * @throws {SetupError} with the reason, when the environment is left as it was
 */
function kernelspec(command, args) {
  const program = at("scripts/setup/kernelspec.py");
  const { status, error, stdout, stderr } = spawnSync(command, [program, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const why = error ? error.message : `exit code ${status}`;
    const last = error ? "" : stderr.trim().split("\n").pop();
    throw new SetupError(last || `${command} is not a Python that runs (${why}).`);
  }
  if (stdout.trim()) say(stdout.trim());
}

/** The first Python that is 3.10 or newer and can make environments. */
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

module.exports = { findPython, kernelspec };
