// @ts-check
/*
 * How the project writes a file. Plain JavaScript, as the set-up needs it before anything is built.
 */

// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know it
const { randomBytes } = require("crypto");
const fs = require("fs");
const path = require("path");

/** The system's codes for a file that may not be replaced by another one. It may be writable. */
const NOT_REPLACEABLE = new Set(["EACCES", "EPERM", "EBUSY"]);

/**
 * Writes a whole file or none. What the path is stays what it is: a link still leads to its target
 * (which is made if it is missing), a file keeps its mode, its owner and its other names, a pipe or
 * a device is written to, and `/dev/stdout` adds to what the process has printed.
 *
 * A plain file is replaced at once by a complete one, so a reader never sees half of it. A file with
 * several names, or of another owner, has to be overwritten in place; if that fails, it gets its old
 * content back.
 *
 * @param {string} file
 * @param {string | Uint8Array} content
 * @throws {NodeJS.ErrnoException} one line that names the file and the reason
 */
function replaceFile(file, content) {
  naming(file, () => {
    const bytes = Buffer.from(content);
    const { target, descriptor } = follow(file);
    if (descriptor !== undefined) return void writeAll(descriptor, bytes, null, () => {});
    const there = fs.statSync(target, { throwIfNoEntry: false });
    if (!there) return replace(target, bytes);
    if (!there.isFile()) return fs.writeFileSync(target, bytes);
    fs.accessSync(target, fs.constants.W_OK);
    if (there.nlink > 1) return overwrite(target, bytes);
    try {
      replace(target, bytes, there);
    } catch (error) {
      if (!NOT_REPLACEABLE.has(codeOf(error))) throw error;
      overwrite(target, bytes);
    }
  });
}

/**
 * What tells whether two paths lead to the same place: the same text if they do.
 *
 * @param {string} file
 * @throws {NodeJS.ErrnoException} one line that names the file and the reason
 */
function placeOf(file) {
  return naming(file, () => {
    const { target, descriptor } = follow(file);
    const there =
      descriptor === undefined
        ? fs.statSync(target, { throwIfNoEntry: false })
        : fs.fstatSync(descriptor);
    return there ? `${there.dev}:${there.ino}` : target;
  });
}

/**
 * Runs something with a file; a system's error then says which file, and why, in one line.
 *
 * @template T
 * @param {string} file
 * @param {() => T} action
 * @returns {T}
 */
function naming(file, action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error) {
      error.message = `${file} could not be written: ${error.message.split(",")[0]}`;
    }
    throw error;
  }
}

/**
 * Where a path leads: through links, also to a file that is not there, or to an open file of this
 * process, which must not be opened a second time, as `/dev/stdout` and `/dev/fd/3`.
 *
 * @param {string} file
 * @returns {{ target: string, descriptor?: number }}
 */
function follow(file) {
  // These are no files' names, and only the system can say why: a folder, or nothing there.
  if (file === "" || file.endsWith("/")) fs.closeSync(fs.openSync(file, "r+"));
  let target = path.resolve(file);
  for (let links = 0; links < 40; links++) {
    const folder = fs.realpathSync(path.dirname(target));
    const name = path.basename(target);
    target = path.join(folder, name);
    const own = [`/proc/${process.pid}/fd`, "/dev/fd"].includes(folder);
    if (own && /^\d+$/.test(name)) return { target, descriptor: Number(name) };
    const there = fs.lstatSync(target, { throwIfNoEntry: false });
    const link = there ? there.isSymbolicLink() : false;
    if (!link) return { target };
    target = path.resolve(folder, fs.readlinkSync(target));
  }
  throw new Error("ELOOP: too many symbolic links");
}

/**
 * Puts a complete file in the place of another one, or where there is none.
 *
 * @param {string} target
 * @param {Buffer} bytes
 * @param {fs.Stats} [there] the file that it replaces, whose mode and owner it gets
 */
function replace(target, bytes, there) {
  const part = path.join(path.dirname(target), `.${randomBytes(8).toString("hex")}.part`);
  const mode = there ? there.mode & 0o7777 : 0o666;
  try {
    fs.writeFileSync(part, bytes, { flag: "wx", mode });
    if (there) {
      const { uid, gid } = fs.statSync(part);
      if (uid !== there.uid || gid !== there.gid) fs.chownSync(part, there.uid, there.gid);
      fs.chmodSync(part, mode);
    }
    fs.renameSync(part, target);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

/**
 * Writes over a file's content; if that fails, its old content is put back.
 *
 * @param {string} target
 * @param {Buffer} bytes
 */
function overwrite(target, bytes) {
  const before = fs.readFileSync(target);
  const descriptor = fs.openSync(target, "r+");
  let written = 0;
  try {
    writeAll(descriptor, bytes, 0, (count) => {
      written = count;
    });
    fs.ftruncateSync(descriptor, bytes.length);
  } catch (error) {
    // No byte of it is new to the file, so this needs no more room than there was.
    writeAll(descriptor, before.subarray(0, written), 0, () => {});
    fs.ftruncateSync(descriptor, before.length);
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Writes bytes to an open file, also where it takes only some of them at a time.
 *
 * @param {number} descriptor
 * @param {Buffer} bytes
 * @param {number | null} position in the file; null where it is
 * @param {(count: number) => void} report is told how many bytes are written by now
 */
function writeAll(descriptor, bytes, position, report) {
  const wait = new Int32Array(new SharedArrayBuffer(4));
  for (let done = 0; done < bytes.length; report(done)) {
    try {
      const from = position === null ? null : position + done;
      done += fs.writeSync(descriptor, bytes, done, bytes.length - done, from);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(wait, 0, 0, 5); // a full pipe: its reader needs time
    }
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return String(/** @type {NodeJS.ErrnoException} */ (error).code);
}

module.exports = { placeOf, replaceFile };
