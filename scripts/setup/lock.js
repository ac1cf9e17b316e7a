// @ts-check
/*
 * One set-up of this folder at a time: a lock file that names the process which holds it.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const fs = require("fs");
const { codeOf, lockFile, say } = require("./step");

/** How long ago, in milliseconds, a set-up that runs has touched its lock at most. */
const BEAT = 10000;

/** After this time, in milliseconds, a command that has lost its set-up has ended. */
const ORPHAN = 600000;

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

module.exports = { lock };
