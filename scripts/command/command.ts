import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** How a command line is read: "tokens" tell how often an option is given. */
type Config<O extends Options> = {
  args: string[];
  options: O;
  allowPositionals: boolean;
  tokens: true;
};

type Parsed<O extends Options> = ReturnType<typeof parseArgs<Config<O>>>;

/**
 * Runs a command of the terminal. `--help` prints its help and runs nothing. An error becomes one
 * line on stderr that begins with the command's name, and exit code 1; so does a standard output
 * that takes no more.
 *
 * @param name - what a person calls it: `npm run NAME`
 * @param run - gets the words of the command line
 */
export function command(
  name: string,
  help: string,
  run: (args: string[]) => void | Promise<void>,
): void {
  const fail = (error: Error) => {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  };
  process.stdout.on("error", ({ message }) =>
    fail(new Error(`the standard output could not be written: ${message.split(",")[0]}`)),
  );
  const args = process.argv.slice(2);
  if (args.includes("--help")) console.log(help);
  else (async () => run(args))().catch(fail);
}

/**
 * The values of a command's options, and the names beside them.
 *
 * @throws TypeError in one line when an option is unknown, incomplete or given twice
 * @example
 * const { values, positionals } = parse(["--out", "x", "a"], { out: { type: "string" } }, true);
 * // values.out is "x", positionals is ["a"]
 */
export function parse<const O extends Options>(
  args: string[],
  options: O,
  names = false,
): Pick<Parsed<O>, "values" | "positionals"> {
  let parsed: Parsed<O>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: names, tokens: true });
  } catch (error) {
    throw new TypeError((error as Error).message.replaceAll("\n", " "));
  }
  const given = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== "option") continue;
    if (given.has(token.name)) throw new TypeError(`${token.rawName} is given twice`);
    given.add(token.name);
  }
  return parsed;
}
