import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdtempSync,
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
    [["--json", "."], /^headless: \. could not be written: EISDIR/],
  ];
  for (const [args, line] of bad) {
    test(`${args.join(" ")} ends with one line, and no file`, () => {
      const { status, err, files } = headless(
        ...args,
        ...(args[0] === "--json" ? [] : ["--json=j"]),
      );
      assert.deepEqual([status, err.length], [1, 1], err.join("\n"));
      assert.match(err[0] ?? "", line);
      assert.deepEqual(files.includes("j"), args[0] === "--csv");
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

  test("--csv follows a link, and writes into a pipe", () => {
    const target = join(folder, "target.csv");
    writeFileSync(target, "old");
    symlinkSync(target, join(folder, "link.csv"));
    assert.equal(headless("--csv", join(folder, "link.csv")).status, 0);
    assert.match(readFileSync(target, "utf8"), /^x,y,dy\n-10,/);
    const pipe = `"${process.execPath}" "${SCRIPT}" --csv /dev/stdout | cat`;
    assert.match(execFileSync("sh", ["-c", pipe], { encoding: "utf8" }), /^9\.899999999999928,/m);
  });

  test("a step that leads away from stop gives no samples, and says so", () => {
    const { status, out } = headless("--step=-0.1", "--json=j", "--html=h");
    assert.equal(status, 0);
    assert.equal(out[1], "0 samples: step leads away from stop");
  });
});
