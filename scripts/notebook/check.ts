import { differences, faults } from "./compare";
import { readNotebook } from "./format";
import { execute } from "./run";
import { typeErrors } from "./type-errors";

/**
 * What is wrong with a notebook, one line for each fault: type errors, cells that fail, and outputs
 * that differ from those in the file. It runs once, from top to bottom, on a fresh kernel.
 */
export async function check(file: string): Promise<string[]> {
  const saved = readNotebook(file);
  const executed = await execute(saved, file);
  return [
    ...typeErrors(saved, file),
    ...faults(executed, file),
    ...differences(saved, executed, file),
  ];
}
