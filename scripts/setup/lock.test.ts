import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { python, root } from "../setup/paths";

/** Licences that let anyone use, change and pass on what they cover. */
const FREE =
  /^\(?(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|ISC|MIT|MPL-2\.0|Python-2\.0|Zlib)\b/;

interface Locked {
  integrity?: string;
  resolved?: string;
  license?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}

describe("the locked dependencies", () => {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const manifest = JSON.parse(read("package.json"));
  const lock: { packages: { [path: string]: Locked } } = JSON.parse(read("package-lock.json"));
  const packages = Object.entries(lock.packages).filter(([path, { link }]) => path && !link);

  test("package.json names exact versions", () => {
    const { "leaky-relu": self, ...others } = manifest.dependencies;
    assert.equal(self, "file:");
    for (const version of Object.values({ ...others, ...manifest.devDependencies })) {
      assert.match(String(version), /^\d+\.\d+\.\d+$/);
    }
  });

  test("package-lock.json has a hash of every package, and names no place to get it", () => {
    const bare = packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
    const placed = packages.filter(([, { resolved }]) => resolved?.includes("//"));
    assert.deepEqual([...bare, ...placed], []);
  });

  test("every package has a free licence", () => {
    const others = packages.filter(([, { license }]) => !FREE.test(license ?? ""));
    assert.deepEqual(others, []);
  });

  test("only the scripts of named packages may run at installation", () => {
    const wanting = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = wanting.map(([path]) => path.replace("node_modules/", ""));
    assert.deepEqual(names, Object.keys(manifest.allowScripts));
  });

  for (const [file, least] of [
    ["scripts/setup/requirements.txt", 50],
    ["scripts/site/requirements.txt", 0],
    [".ci/requirements.txt", 0],
  ] as const) {
    test(`${file} has an exact version and hashes of every Python package`, () => {
      const blocks = read(file).split(/\n(?=\S)/);
      const named = blocks.filter((block) => !block.startsWith("#"));
      assert.ok(named.length > least);
      for (const block of named)
        assert.match(block, /^[\w.[\]-]+==\S+[\s\S]* --hash=sha256:[0-9a-f]{64}/);
    });
  }

  test("the workflows name each action by the hash of a commit, and its version", () => {
    const folder = ".github/workflows";
    const lines = readdirSync(join(root, folder))
      .flatMap((name) => read(join(folder, name)).split("\n"))
      .filter((line) => line.includes("uses:"));
    assert.ok(lines.length >= 3);
    for (const line of lines) assert.match(line, /uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("a Python package that another wants with an extra is locked with it", () => {
    // Without it pip asks for the newest version, and refuses that, as it is not the locked one.
    const program = `
from importlib.metadata import distributions
wanted = [each.split(";") for one in distributions() for each in one.requires or []]
print(*{name.split("]")[0] + "]" for name, *when in wanted if "[" in name and "extra" not in str(when)})`;
    const wanted = execFileSync(python, ["-c", program], { encoding: "utf8" }).trim().split(" ");
    assert.ok(wanted.includes("jsonschema[format-nongpl]"));
    const locked = read("scripts/setup/requirements.txt");
    const loose = wanted.filter((name) => !locked.includes(`\n${name}==`));
    assert.deepEqual(loose, []);
  });
});
