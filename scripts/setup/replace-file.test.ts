import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { root } from "./paths";
import { placeOf, replaceFile } from "./replace-file";

const top = mkdtempSync(join(tmpdir(), "replace é "));
after(() => rmSync(top, { recursive: true, force: true }));

/** An empty folder. */
const folder = () => mkdtempSync(join(top, "f"));

/** `replaceFile` in a process of its own, in a shell after some other command. */
function inShell(before: string, file: string, text: string, options = {}) {
  const module = join(root, "dist/scripts/setup/replace-file.js");
  const program = `try { require(${JSON.stringify(module)}).replaceFile(...process.argv.slice(1)) }
    catch (error) { console.error(error.message) }`;
  const command = `${before}; exec "${process.execPath}" -e "$0" "$1" "$2"`;
  const run = spawnSync("bash", ["-c", command, program, file, text], {
    encoding: "utf8",
    ...options,
  });
  return run.stdout + run.stderr;
}

describe("replaceFile(file, content)", { skip: process.platform === "win32" }, () => {
  test("writes a new file, and replaces an old one, with nothing left beside it", () => {
    const file = join(folder(), "a");
    replaceFile(file, "one");
    assert.equal(readFileSync(file, "utf8"), "one");
    const before = statSync(file).ino;
    replaceFile(file, Uint8Array.of(50));
    assert.equal(readFileSync(file, "utf8"), "2");
    assert.notEqual(statSync(file).ino, before, "a reader of the old file keeps it whole");
    assert.deepEqual(readdirSync(join(file, "..")), ["a"]);
  });

  test("takes the longest name that the system takes", () => {
    const file = join(folder(), "x".repeat(255));
    replaceFile(file, "one");
    replaceFile(file, "two");
    assert.equal(readFileSync(file, "utf8"), "two");
  });

  test("writes through a link, also one that leads to a file which is not there", () => {
    const it = folder();
    mkdirSync(join(it, "deep"));
    symlinkSync("deep/link", join(it, "link"));
    symlinkSync("../target", join(it, "deep/link"));
    for (const text of ["one", "two"]) {
      replaceFile(join(it, "link"), text);
      assert.equal(readFileSync(join(it, "target"), "utf8"), text);
      assert.equal(lstatSync(join(it, "link")).isSymbolicLink(), true);
      assert.equal(lstatSync(join(it, "deep/link")).isSymbolicLink(), true);
    }
  });

  test("keeps the mode and the other names of a file", () => {
    const [file, other] = [join(folder(), "a"), join(folder(), "b")];
    writeFileSync(file, "a long old text");
    for (const mode of [0o600, 0o666, 0o755]) {
      chmodSync(file, mode);
      replaceFile(file, "one");
      assert.equal(statSync(file).mode & 0o7777, mode);
    }
    linkSync(file, other);
    for (const text of ["a longer new text", "two"]) {
      replaceFile(file, text);
      assert.equal(readFileSync(other, "utf8"), text);
      assert.equal(statSync(file).mode & 0o7777, 0o755);
    }
  });

  test("keeps the owner, and writes where it may not replace", (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can start a process of somebody else");
    const file = join(folder(), "a");
    writeFileSync(file, "old");
    for (const [uid, gid] of [[0, 34] as const, [12, 34] as const]) {
      chownSync(file, uid, gid);
      replaceFile(file, "one");
      assert.deepEqual([statSync(file).uid, statSync(file).gid], [uid, gid]);
    }
    const nobody = { uid: 65534, gid: 65534 };
    for (const above of [top, join(file, "..")]) chmodSync(above, 0o755);
    chmodSync(file, 0o666);
    assert.equal(inShell("true", file, "two", nobody), "");
    assert.equal(readFileSync(file, "utf8"), "two");
    chmodSync(file, 0o644);
    assert.match(
      inShell("true", file, "three", nobody),
      /a could not be written: EACCES: [\w ]+\n$/,
    );
    // They could replace their own file, as the folder is theirs, but may not write to it.
    chownSync(file, nobody.uid, nobody.gid);
    chmodSync(file, 0o444);
    chownSync(join(file, ".."), nobody.uid, nobody.gid);
    assert.match(
      inShell("true", file, "three", nobody),
      /a could not be written: EACCES: [\w ]+\n$/,
    );
    assert.equal(readFileSync(file, "utf8"), "two");
  });

  for (const [name, names] of [
    ["a file", 1],
    ["a file with two names", 2],
  ] as const) {
    test(`that fails half-way leaves ${name} as it was, and nothing beside it`, () => {
      const it = folder();
      const file = join(it, "a");
      const old = "old ".repeat(1000);
      writeFileSync(file, old);
      if (names === 2) linkSync(file, join(it, "b"));
      // No file may get longer than this, in blocks of 1 KiB.
      const said = inShell("ulimit -f 8", file, "new ".repeat(10_000));
      assert.equal(said, `${file} could not be written: EFBIG: file too large\n`);
      assert.equal(readFileSync(file, "utf8") === old, true);
      assert.deepEqual(readdirSync(it), names === 2 ? ["a", "b"] : ["a"]);
    });
  }

  test("writes into a pipe that is full at times, whole", () => {
    const text = "0123456789".repeat(13_000); // two pipes' worth, below the longest argument
    const said = inShell("exec > >(sleep 0.2; cat)", "/dev/stdout", text);
    assert.equal(said, text);
    const fifo = join(folder(), "fifo");
    assert.equal(inShell(`mkfifo "$1"; cat "$1" & true`, fifo, text), text);
    assert.equal(lstatSync(fifo).isFIFO(), true);
  });

  test("says of links in a circle that they are too many", () => {
    const file = join(folder(), "a");
    symlinkSync("a", file);
    assert.throws(() => replaceFile(file, ""), {
      message: `${file} could not be written: ELOOP: too many symbolic links`,
    });
  });
});

describe("placeOf(file)", { skip: process.platform === "win32" }, () => {
  test("is the same for two names of one file, there or not, and different for two files", () => {
    const it = folder();
    const at = (name: string) => placeOf(join(it, name));
    symlinkSync("target", join(it, "link"));
    assert.equal(at("link"), at("target"));
    assert.equal(existsSync(join(it, "target")), false);
    writeFileSync(join(it, "target"), "");
    linkSync(join(it, "target"), join(it, "hard"));
    assert.equal(new Set(["link", "target", "hard"].map(at)).size, 1);
    assert.notEqual(at("target"), at("other"));
    assert.equal(placeOf("/dev/fd/1"), placeOf("/dev/stdout"));
  });
});
