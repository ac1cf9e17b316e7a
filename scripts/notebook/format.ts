import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths";
import { replaceFile } from "../setup/replace-file";

/** One output of a cell, as in the notebook format: https://nbformat.readthedocs.io */
export interface Output {
  output_type: string;
  /** "stdout" or "stderr", of a stream */
  name?: string;
  text?: string[];
  data?: { [mimeType: string]: unknown };
  /** What a reader sees of an error */
  traceback?: string[];
}

export interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Notebook {
  cells: Cell[];
  metadata: { language_info?: unknown; [key: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

/** The paths of all committed notebooks. */
export function notebookFiles(): string[] {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  return names.sort().map((name) => join(folder, name));
}

/** @throws Error that names the file, when it cannot be read or is not a notebook */
export function readNotebook(file: string): Notebook {
  try {
    const content = JSON.parse(readFileSync(file, "utf8"));
    if (!Array.isArray(content?.cells)) throw new Error("it has no cells");
    return content;
  } catch (error) {
    const [reason] = (error as Error).message.split(", open '");
    throw new Error(`${file} could not be read as a notebook: ${reason}`);
  }
}

/** Writes a notebook as Jupyter writes it: sorted keys, one space of indent. All of it or nothing. */
export function writeNotebook(file: string, notebook: Notebook): void {
  replaceFile(file, `${JSON.stringify(sortKeys(notebook), null, 1)}\n`);
}

/** A copy of a JSON value in which the keys of every object are in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/** The code cells of a notebook, with the number that a reader counts: 1, 2, … */
export function codeCells(notebook: Notebook): { cell: Cell; number: number }[] {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  return cells.map((cell, i) => ({ cell, number: i + 1 }));
}

/** Text as the notebook format keeps it: a list of lines, each with its line feed. */
export function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []; // a dot would not match U+2028
}
