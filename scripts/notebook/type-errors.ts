import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../setup/paths";
import { codeCells, type Notebook } from "./format";

/** As strict as `tsconfig.json`, but a cell may declare what only a reader uses. */
const STRICT = [
  ...["--strict", "--exactOptionalPropertyTypes", "--noImplicitReturns", "--noEmit"],
  ...["--noFallthroughCasesInSwitch", "--skipLibCheck"],
  ...["--target", "es2022", "--lib", "es2022", "--types", "node"],
  ...["--module", "esnext", "--moduleResolution", "bundler", "--moduleDetection", "force"],
];

/**
 * Type errors in the cells of a notebook, found by the strictest TypeScript. tslab checks them
 * too, but with an older TypeScript that is not strict.
 *
 * The code cells are written below each other into one TypeScript module, and each error is led
 * back to its cell.
 *
 * @param file - names the notebook in messages
 * @returns one line for each error: notebook, code cell, line in the cell, message
 */
export function typeErrors(notebook: Notebook, file: string): string[] {
  const lines: string[] = [];
  const origins: string[] = [];
  for (const { cell, number } of codeCells(notebook)) {
    cell.source
      .join("")
      .split("\n")
      .forEach((text, i) => {
        lines.push(text);
        origins.push(`${basename(file)}, code cell ${number} (${cell.id}), line ${i + 1}`);
      });
    lines.push(";");
    origins.push(`${basename(file)}, after code cell ${number} (${cell.id})`);
  }
  const folder = join(root, "dist", "cells");
  mkdirSync(folder, { recursive: true });
  const module = join(folder, `${basename(file, ".ipynb")}-${process.pid}.ts`);
  writeFileSync(module, lines.join("\n"));
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const args = [tsc, "--pretty", "false", "--ignoreConfig", ...STRICT, module];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    const errors = [...stdout.matchAll(/^(.*)\((\d+),\d+\): (error TS.*)$/gm)].map(
      ([, path = "", line, message]) =>
        path.endsWith(basename(module))
          ? `${origins[Number(line) - 1]}: ${message}`
          : `${path}: ${message}`,
    );
    return status === 0 || errors.length > 0
      ? errors
      : [`${basename(file)}: tsc says ${stdout.trim()}`];
  } finally {
    rmSync(module, { force: true });
  }
}
