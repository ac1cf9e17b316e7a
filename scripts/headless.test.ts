import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { root } from "./setup/paths";

const SCRIPT = join(root, "dist", "scripts", "headless.js");

const folder = mkdtempSync(join(tmpdir(), "headless é "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script in an empty folder: its exit code, the lines it printed, and what it left there. */
function headless(...args: string[]) {
  const cwd = mkdtempSync(join(folder, "run "));
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd,
    encoding: "utf8",
  });
  const lines = (text: string) => text.split("\n").filter(Boolean);
  const read = (name: string) => readFileSync(join(cwd, name), "utf8");
  return { cwd, status, out: lines(stdout), err: lines(stderr), files: readdirSync(cwd), read };
}

describe("npm run headless", { concurrency: 2 }, () => {
  test("prints a summary and writes nothing", () => {
    const { status, out, err, files } = headless();
    assert.deepEqual([status, err, files], [0, [], []]);
    assert.deepEqual(out.slice(0, 2), [
      "Leaky ReLU, alpha = 0.1353352832366127",
      "200 samples, of which 101 below 0",
    ]);
    assert.match(out[3] ?? "", /nearest to 0 {2}x = -3\.552713678800501e-14/);
  });

  test("--json, --csv and --html write the same samples, and a page that needs no network", () => {
    const few = ["--alpha", "0.5", "--start=-2", "--stop=2"];
    const run = headless(...few, "--step=1", "--json", "a é.json", "--csv=b.csv", "--html=c.html");
    assert.deepEqual([run.status, run.err, run.files], [0, [], ["a é.json", "b.csv", "c.html"]]);
    assert.deepEqual(JSON.parse(run.read("a é.json")), {
      alpha: 0.5,
      x: [-2, -1, 0, 1],
      y: [-1, -0.5, 0, 1],
      dy: [0.5, 0.5, 1, 1],
    });
    assert.equal(run.read("b.csv"), "x,y,dy\n-2,-1,0.5\n-1,-0.5,0.5\n0,0,1\n1,1,1\n");
    const page = run.read("c.html");
    assert.match(page, /<h1>Leaky ReLU, α = 0\.5<\/h1>/);
    assert.match(page, /Its derivative, α = 0\.5/);
    assert.doesNotMatch(page, /<(?:script|link|img)[^>]* (?:src|href)="?(?:https?:)?\/\//);
  });

  const bad: [string[], RegExp][] = [
    [["--alpha", "steep"], /^headless: --alpha steep: a finite number is needed$/],
    [["--stop", "Infinity"], /^headless: --stop Infinity: a finite number is needed$/],
    [["--step", ""], /^headless: --step : a finite number is needed$/],
    [["--step", "0"], /^headless: arange\(-10, 10, 0\): step must not be 0$/],
    [["--step", "1e-5"], /^headless: --step 0\.00001: 2000000 samples are more than 1000000$/],
    [["--start", "-3"], /^headless: .* use '--start=-XYZ'\.$/],
    [["--alfa", "1"], /^headless: Unknown option '--alfa'/],
    [["0.1"], /^headless: Unexpected argument '0\.1'/],
    [["--csv", "none/x.csv"], /^headless: none\/x\.csv could not be written: ENOENT: no such file/],
    [["--csv", "x/"], /^headless: x\/ could not be written: ENOENT: no such file/],
    [["--csv", ""], /^headless: {2}could not be written: ENOENT: no such file/],
    [["--csv", "x".repeat(256)], /^headless: x{256} could not be written: ENAMETOOLONG: /],
    [["--csv", `${process.execPath}/x`], /\/x could not be written: ENOTDIR: not a directory$/],
    [["--csv", "."], /^headless: \. could not be written: EISDIR/],
    [["--csv", "j"], /^headless: --json j and --csv j: both are the same file$/],
    [["--csv", "./j"], /^headless: --json j and --csv \.\/j: both are the same file$/],
    [["--json", "k"], /^headless: --json is given twice$/],
    [["--alpha=1", "--alpha", "1"], /^headless: --alpha is given twice$/],
  ];
  for (const [args, line] of bad) {
    test(`${args.join(" ")} ends with one line, and no file`, () => {
      const { status, err, files } = headless(...args, "--json=j");
      assert.deepEqual([status, err.length], [1, 1], err.join("\n"));
      assert.match(err[0] ?? "", line);
      assert.deepEqual(files, args[1] === "." ? ["j"] : []);
    });
  }

  for (const option of ["--json", "--csv", "--html"]) {
    test(`${option} on a full disk ends with one line, and leaves the disk as it was`, (t) => {
      if (process.platform !== "linux") {
        t.skip("only Linux has /dev/full");
        return;
      }
      const { status, err } = headless(option, "/dev/full");
      assert.equal(status, 1);
      assert.deepEqual(err, [
        "headless: /dev/full could not be written: ENOSPC: no space left on device",
      ]);
      assert.deepEqual(
        readdirSync("/dev").filter((name) => name.startsWith("full")),
        ["full"],
      );
    });
  }

  test("--csv /dev/stdout adds to a pipe, and to a file that the shell appends to", () => {
    const shell = (text: string) =>
      execFileSync("sh", ["-c", `"${process.execPath}" "${SCRIPT}" ${text}`], {
        cwd: folder,
        encoding: "utf8",
      });
    const piped = shell("--csv /dev/stdout | cat");
    assert.match(
      piped,
      /^Leaky ReLU.*\nx,y,dy\n-10,.*^9\.899999999999928,.*wrote \/dev\/stdout\n$/ms,
    );
    // Far more than a pipe holds: the reader is always behind.
    assert.match(shell("--step 0.0005 --csv /dev/stdout | tail -n 2"), /^9\.99\d+,.*\nwrote .*\n$/);
    assert.equal(shell("--step 0.0005 --csv /dev/stdout | wc -l").trim(), "40007");
    writeFileSync(join(folder, "log"), "kept\n");
    for (const name of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
      shell(`--csv ${name} >> log`);
    }
    const log = readFileSync(join(folder, "log"), "utf8");
    assert.equal(log.replaceAll(/wrote .*/g, "wrote /dev/stdout"), `kept\n${piped.repeat(3)}`);
    shell("--csv /dev/fd/3 3>> log");
    assert.equal(
      readFileSync(join(folder, "log"), "utf8").slice(log.length),
      piped.slice(piped.indexOf("x,y,dy"), piped.indexOf("wrote")),
    );
  });

  test("two names of one file for two reports end with one line, and keep the file", () => {
    const [target, link] = [join(folder, "target"), join(folder, "link")];
    writeFileSync(target, "old");
    symlinkSync(target, link);
    const { err, out } = headless("--html", link, "--json", target);
    assert.deepEqual(err, [
      `headless: --json ${target} and --html ${link}: both are the same file`,
    ]);
    assert.deepEqual([out, readFileSync(target, "utf8")], [[], "old"]);
  });

  test("a standard output that takes no more ends with one line", (t) => {
    if (process.platform !== "linux") {
      t.skip("only Linux has /dev/full");
      return;
    }
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    assert.deepEqual(
      [status, stderr],
      [1, "headless: the standard output could not be written: ENOSPC: no space left on device\n"],
    );
  });

  test("a step that leads away from stop gives no samples, and says so", () => {
    const { status, out } = headless("--step=-0.1", "--json=j", "--html=h");
    assert.equal(status, 0);
    assert.equal(out[1], "0 samples: step leads away from stop");
  });
});
