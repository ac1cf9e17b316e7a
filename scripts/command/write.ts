import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/**
 * Writes a whole file or none, and says so; what is not a file, like a pipe, is written to as it is.
 *
 * @throws Error that names the file and the reason
 */
export function write(file: string, text: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  const target = there ? realpathSync(file) : file;
  const part = `${target}.${process.pid}.part`;
  try {
    if (there && !there.isFile()) writeFileSync(file, text);
    else {
      writeFileSync(part, text);
      renameSync(part, target);
    }
  } catch (error) {
    rmSync(part, { force: true });
    const [reason] = (error as Error).message.split(",");
    throw new Error(`${file} could not be written: ${reason}`);
  }
  console.log(`wrote ${file}`);
}
