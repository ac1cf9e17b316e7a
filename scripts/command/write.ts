import { replaceFile } from "../setup/replace-file";

/**
 * Writes the file that a command was asked for, whole or not at all, and says so.
 *
 * @throws Error that names the file and the reason
 */
export function write(file: string, text: string): void {
  replaceFile(file, text);
  console.log(`wrote ${file}`);
}
