import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { root } from "./setup/paths";

/** The source files, without tests: what each of them imports, by relative paths. */
const files = ["src", "scripts"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|js)$/.test(name) && !name.includes(".test."))
    .map((name) => join(folder, name)),
);
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/(?:from|import|require)\s*\(?\s*"(\.[^"]*)"/g);
  return Array.from(found, ([, path = ""]) => normalize(join(dirname(file), path))).flatMap(
    (path) =>
      [`${path}.ts`, `${path}.js`, join(path, "index.ts")].find((name) => files.includes(name)) ??
      [],
  );
}

/** Fails if one can walk in a circle, from a name to those that it leads to. */
function assertNoCircle(graph: Map<string, Iterable<string>>): void {
  const done = new Set<string>();
  const follow = (name: string, path: string[]): void => {
    assert.ok(!path.includes(name), `a circle: ${[...path, name].join(" → ")}`);
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) follow(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) follow(name, []);
}

describe("imports", () => {
  test("make no circle of files", () => {
    assert.ok([...imports.values()].flat().length > 200);
    assertNoCircle(imports);
  });

  test("make no circle of folders, and the lesson on top of src imports none of them", () => {
    const folders = new Map<string, Set<string>>();
    for (const [file, targets] of imports) {
      // These two only pass on, or bring together, what the folders have.
      if (dirname(file) === "scripts" || file === join("src", "index.ts")) continue;
      const own = folders.get(dirname(file)) ?? new Set();
      for (const target of targets) if (dirname(target) !== dirname(file)) own.add(dirname(target));
      folders.set(dirname(file), own);
    }
    assert.deepEqual(folders.get("src"), new Set());
    assertNoCircle(folders);
    for (const [folder, targets] of folders) {
      const up = [...targets].filter((target) => target.startsWith("scripts"));
      if (folder.startsWith("src")) assert.deepEqual(up, [], `${folder} imports from scripts`);
      assert.ok(!targets.has("scripts"), `${folder} imports a command`);
    }
  });
});
