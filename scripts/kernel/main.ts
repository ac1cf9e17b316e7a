/*
 * The kernel of the project's notebooks: tslab (patch-tslab.ts), with its ports open before it is there.
 *
 * Jupyter chooses five ports and starts the kernel, which takes a while to load TypeScript. With the
 * ports open from the beginning, Jupyter connects meanwhile, and has its first answer before the
 * types are read. And another program has less time to take one of them: then the kernel ends, and
 * Jupyter starts it again with other ports, where tslab would live on and answer nobody.
 */
import { readFileSync } from "node:fs";
import { type Connection, open } from "./sockets";

async function main(): Promise<void> {
  const connection: Connection = JSON.parse(readFileSync(process.argv.at(-1) ?? "", "utf8"));
  const sockets = await open(connection);
  const { start } = require("./patch-tslab") as typeof import("./patch-tslab"); // not before
  await sockets.iopub.receive().catch(() => {}); // until somebody listens, or has had the time to
  start(sockets, connection);
}

main().catch((error: Error) => {
  console.error(`The kernel does not start: ${error.message}`);
  process.exit(1);
});
