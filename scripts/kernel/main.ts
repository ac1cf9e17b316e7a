/*
 * The kernel of the project's notebooks: opens its ports, then starts tslab (patch-tslab.ts).
 *
 * Jupyter chooses five ports and starts the kernel, which takes a while to load TypeScript. The ports
 * are open before that, so Jupyter connects meanwhile and gets its first answer before the types are
 * read. Another program also has less time to take one of the ports. If one does, the kernel ends
 * and Jupyter starts it again with other ports; tslab itself would go on without an answer.
 */
import { readConnectionFile } from "./connection-file";
import { open } from "./sockets";

async function main(): Promise<void> {
  const connection = readConnectionFile(process.argv.slice(2));
  const { control, ...others } = await open(connection);
  const { start } = require("./patch-tslab") as typeof import("./patch-tslab"); // not before
  const sockets = { ...others, control: await control };
  await sockets.iopub.receive().catch(() => {}); // waits for a listener, two seconds at most
  start(sockets, connection);
}

main().catch((error: Error) => {
  console.error(`The kernel does not start: ${error.message}`);
  process.exit(1);
});
