import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { codeCells, type Notebook, type Output } from "./format";

/** Cells with this tag print nothing; all other code cells print something. */
const SILENT = "silent";

/** Cells with this tag print measured values, which differ from run to run. */
const VOLATILE = "volatile";

/** What is wrong with a run by itself: one line for each cell that failed or was skipped. */
export function faults(executed: Notebook, file: string): string[] {
  return codeCells(executed).flatMap(({ cell, number }) => {
    const where = `${basename(file)}, code cell ${number} (${cell.id})`;
    const outputs = cell.outputs ?? [];
    const stderr = outputs
      .filter(({ name }) => name === "stderr")
      .flatMap(({ text }) => text ?? []);
    const errors = outputs
      .filter(({ output_type }) => output_type === "error")
      .map(({ traceback }) => (traceback ?? []).join("\n"));
    if (stderr.length + errors.length > 0) {
      return [`${where}: ${[stderr.join("").trim(), ...errors].filter(Boolean).join("\n")}`];
    }
    if (cell.execution_count !== number)
      return [`${where}: has the number ${cell.execution_count}`];
    const silent = cell.metadata.tags?.includes(SILENT) ?? false;
    if (silent && outputs.length > 0) return [`${where}: prints, though it is tagged "${SILENT}"`];
    if (!silent && outputs.length === 0) return [`${where}: prints nothing; was it skipped?`];
    return [];
  });
}

/**
 * Where a run gave other outputs than those committed: one line for each such cell. And one line
 * where the kernel says something else of its language than the file does: JupyterLab then takes
 * a notebook for unsaved as soon as it is opened.
 */
export function differences(committed: Notebook, executed: Notebook, file: string): string[] {
  const [said, says] = [committed, executed].map(({ metadata }) => metadata.language_info);
  const language = isDeepStrictEqual(said, says)
    ? []
    : [`${file}: its language_info is not the kernel's; to write it: npm run notebooks`];
  const cells = codeCells(executed).flatMap(({ cell, number }) => {
    const before = committed.cells.find(({ id }) => id === cell.id);
    if (cell.metadata.tags?.includes(VOLATILE)) return [];
    if (isDeepStrictEqual(before?.outputs, cell.outputs)) {
      return before?.execution_count === number ? [] : [`${file}: cell ${cell.id} is not numbered`];
    }
    const where = `${basename(file)}, code cell ${number} (${cell.id})`;
    const hint = "to accept the new one: npm run notebooks";
    return [
      `${where}: the committed output is not what the cell gives now; ${hint}\n` +
        `  committed: ${excerpt(before?.outputs)}\n  now:       ${excerpt(cell.outputs)}`,
    ];
  });
  return [...language, ...cells];
}

function excerpt(outputs: Output[] | undefined): string {
  const text = (outputs ?? []).map(({ text, data }) =>
    text ? text.join("") : JSON.stringify(data),
  );
  const all = text.join(" | ").replace(/\s+/g, " ");
  return all.length > 300 ? `${all.slice(0, 300)} …` : all || "nothing";
}
