// @ts-check
/*
 * One set-up of this folder at a time: a lock file names the process that runs it.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const fs = require("fs");
const { codeOf, lockFile, say } = require("./step");

/** A running set-up touches its lock more often than this, in milliseconds. */
const LONGEST_SILENCE = 10000;

/** No command of a set-up runs longer than this, in milliseconds. */
const LONGEST_COMMAND = 600000;

/**
 * Waits until no other set-up of this folder runs, and no command that a killed one has started.
 *
 * @returns {Promise<() => void>} a function that removes the lock
 */
async function lock() {
  let waiting = false;
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      const touching = setInterval(() => {
        const now = new Date();
        fs.utimes(lockFile, now, now, () => {});
      }, LONGEST_SILENCE / 5);
      return () => {
        clearInterval(touching);
        fs.rmSync(lockFile, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    if (isInUse(lockFile)) {
      if (!waiting) say("Another set-up of this folder is running; waiting for it …");
      waiting = true;
      await new Promise((resolve) => setTimeout(resolve, 300));
    } else removeUnused(lockFile);
  }
}

/**
 * Whether the set-up that wrote a lock is running, or the command that it started last. The age of
 * the lock tells: after a while the system may give the same numbers to other processes.
 *
 * @param {string} file
 */
function isInUse(file) {
  try {
    const [own, command] = fs.readFileSync(file, "utf8").split(" ").map(Number);
    const age = Date.now() - fs.statSync(file).mtimeMs;
    const setup = age < LONGEST_SILENCE && (!own || isRunning(own));
    return setup || (age < LONGEST_COMMAND && isRunning(command));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return false;
  }
}

/** @param {number | undefined} pid */
function isRunning(pid) {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    // In a container a process that has ended can stay in the list, in the state Z.
    const status = `/proc/${pid}/stat`;
    return !fs.existsSync(status) || !/\) Z /.test(fs.readFileSync(status, "latin1"));
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Removes a lock that is not in use. Another set-up may have removed it too and made its own: that
 * one is put back.
 *
 * @param {string} file
 */
function removeUnused(file) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return;
  }
  if (isInUse(aside)) fs.renameSync(aside, file);
  else fs.rmSync(aside);
}

module.exports = { lock };
