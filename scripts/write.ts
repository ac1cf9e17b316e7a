import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a whole file or none: what stood there before stays when it cannot be written.
 *
 * @throws Error that names the file and the reason
 */
export function write(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new Error(`${file} could not be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
