// @ts-check
/*
 * What the set-up is made of: steps that know whether they are done, and commands that they run.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const { spawn } = require("child_process");
const { createHash } = require("crypto");
const fs = require("fs");
const path = require("path");
const { at, root } = require("./paths");
const { replaceFile } = require("./replace-file");

/** An error that a person can do something about: its one line says what. */
class SetupError extends Error {}

/**
 * One thing to make: whether it is there, and how it is made.
 *
 * @typedef {{ done: boolean, make: () => Promise<void> }} Step
 */

/**
 * A step with a stamp: a file with a hash of all that the result was made from. The stamp is removed
 * before the step and written after it, so a step that was interrupted is done again.
 *
 * @param {string} stamp the file's name
 * @param {string[]} inputs files whose contents are in the hash
 * @param {string} more a text that is in the hash too
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
      replaceFile(name, content);
    },
  };
}

/** The file with the numbers of two processes: the set-up, and the command that it runs now. */
const lockFile = at(".setup.lock");

/**
 * Runs a command that is part of the set-up. The lock file gets the number of its process.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} failure what to say if it fails
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
    : "fix what is shown above, and run the same command again.";
  throw new SetupError(`${failure} (${why}): ${advice}`);
}

/** What npm and pip print when they cannot reach their registry, or lose the connection. */
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

module.exports = { codeOf, file, lockFile, run, SetupError, say, stamped };
