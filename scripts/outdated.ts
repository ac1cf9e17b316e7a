import { spawnSync } from "node:child_process";
import { command, parse } from "./command/command";
import { python, root } from "./setup/paths";

const HELP = `Usage: npm run outdated

Lists the Node and Python packages of which there is a newer version than the locked one. It asks
their registries, and changes nothing.`;

function main(args: string[]): void {
  parse(args, {});
  const options = { cwd: root, stdio: "inherit" } as const;
  console.log("Node:");
  spawnSync("npm outdated", { ...options, shell: true }); // says nothing where all is new
  console.log("\nPython:");
  const pip = ["-m", "pip", "--disable-pip-version-check", "list", "--outdated"];
  process.exitCode = spawnSync(python, pip, options).status ?? 1;
}

command("outdated", HELP, main);
