import { readFileSync } from "node:fs";
import { type Connection, SOCKETS } from "./sockets";

/**
 * Reads the file in which Jupyter tells a kernel where to listen.
 *
 * @param args - of the kernel, in any order: Jupyter may add options and files of its own. The
 *   connection file is the first that is one.
 * @throws Error in one line that names the file and what is wrong with it
 */
export function readConnectionFile(args: string[]): Connection {
  const files = args.filter((arg) => !arg.startsWith("-"));
  const problems: string[] = [];
  for (const file of files.sort((a, b) => Number(isJson(b)) - Number(isJson(a)))) {
    try {
      return parse(readFileSync(file, "utf8"));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      problems.push(code ? message : `${file}: ${message.replace(/\s+/g, " ")}`); // Node names it
    }
  }
  const [first = `its arguments are: ${args.join(" ") || "none"}`] = problems;
  throw new Error(`it has no connection file; ${first}`);
}

const isJson = (file: string) => file.endsWith(".json");

function parse(text: string): Connection {
  const connection = JSON.parse(text);
  const names = ["transport", "ip", "key", ...SOCKETS.map((name) => `${name}_port`)];
  const missing = names.filter((name) => connection?.[name] === undefined);
  if (missing.length > 0) throw new Error(`it lacks ${missing.join(", ")}`);
  return connection;
}
