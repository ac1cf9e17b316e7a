/*
 * The kernel of the project's notebooks: tslab (patch-tslab.ts), with its ports open before it is there.
 *
 * Jupyter chooses five ports and starts the kernel, which takes a while to load TypeScript. With the
 * ports open from the beginning, Jupyter connects meanwhile, and has its first answer before the
 * types are read. And another program has less time to take one of them: then the kernel ends, and
 * Jupyter starts it again with other ports, where tslab would live on and answer nobody.
 */
import { readConnectionFile } from "./connection-file";
import { endWithOwner } from "./owner";
import { open } from "./sockets";

async function main(): Promise<void> {
  const connection = readConnectionFile(process.argv.slice(2));
  const sockets = await open(connection);
  const { start } = require("./patch-tslab") as typeof import("./patch-tslab"); // not before
  await sockets.iopub.receive().catch(() => {}); // until somebody listens, or has had the time to
  start(sockets, connection);
  endWithOwner(() => process.exit());
}

main().catch((error: Error) => {
  console.error(`The kernel does not start: ${error.message}`);
  process.exit(1);
});
