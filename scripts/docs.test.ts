import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { root } from "./setup/paths";

const PAGES = [
  "README.md",
  ".github/CONTRIBUTING.md",
  ".github/MEASUREMENTS.md",
  ".github/TEACHING.md",
];

const read = (file: string) => readFileSync(join(root, file), "utf8");
const tests = ["src", "scripts"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
    basename(file),
  ),
);
const { scripts } = JSON.parse(read("package.json")) as { scripts: object };

/** The ids that GitHub gives to the headings of a page. */
const headings = (page: string) =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

/** The parts of a page that match a pattern, each once. */
const found = (page: string, pattern: RegExp) =>
  new Set(Array.from(read(page).matchAll(pattern), ([whole, part]) => part ?? whole));

for (const page of PAGES) {
  describe(page, () => {
    test("links to files and headings that are there", () => {
      for (const link of found(page, /\]\(((?!https?:)[^)]+)\)/g)) {
        const [path = "", heading] = link.split("#");
        const target = path ? join(dirname(page), path) : page;
        assert.ok(existsSync(join(root, target)), link);
        if (heading) assert.ok(headings(target).includes(heading), link);
      }
    });

    test("names commands, files and tests that are there", () => {
      for (const name of found(page, /npm run ([\w-]+)/g)) assert.ok(name in scripts, name);
      for (const file of found(page, /`((?:scripts|src|notebooks|\.ci|\.binder)\/[^`\s]*)`/g)) {
        assert.ok(existsSync(join(root, file)) || /NAME|class\.ipynb/.test(file), file);
      }
      for (const file of found(page, /`([\w-]+\.test\.ts)`/g))
        assert.ok(tests.includes(file), file);
    });

    test("leaves no address of the project to be guessed", () => {
      assert.doesNotMatch(read(page), /OWNER|REPO\b|YOUR-/);
    });
  });
}
