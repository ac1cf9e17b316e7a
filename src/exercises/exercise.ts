import { EXERCISES } from "./exercises";

/** The exercises by name. The names stand here, so that a cell need not read how each is judged. */
export type ExerciseName =
  | "relu"
  | "inverse"
  | "parameterCount"
  | "countDead"
  | "slopeInAlpha"
  | "alphaStep"
  | "keepSize"
  | "weightGradient"
  | "rescue"
  | "invent"
  | "maxOrMin"
  | "collapse";

const JUDGES: { readonly [name in ExerciseName]: (answer: unknown) => string } = EXERCISES;
const NAMES: ExerciseName[] = Object.keys(EXERCISES) as (keyof typeof EXERCISES)[];

/** What the last answer to each exercise was, in this kernel. */
const judged = new Map<ExerciseName, "right" | "not yet">();

/**
 * Judges the answer to an exercise: "right", or "not yet", for which input, and a hint where it knows
 * one. {@link score} counts the answers.
 *
 * It stands in the cell of the answer itself. So an answer that does not compile is not judged.
 *
 * @param name - which exercise
 * @param answer - what was written: a function, or for "invent" an activation
 * @returns one line, and a second one with a hint
 * @throws RangeError when there is no such exercise
 * @example
 * const relu = (x) => Math.max(0, x);
 * exercise("relu", relu); // "right: relu does what it should for all 5 inputs"
 */
export function exercise(name: ExerciseName, answer: unknown): string {
  if (!Object.hasOwn(JUDGES, name)) {
    throw new RangeError(`exercise "${name}": there is none; there are ${NAMES.join(", ")}`);
  }
  judged.delete(name);
  const reply = JUDGES[name](answer);
  judged.set(name, reply.startsWith("right: ") ? "right" : "not yet");
  return reply;
}

/**
 * How many exercises are right, and which are not, in words and as a last line of JSON.
 *
 * It counts the last answer to each exercise since the kernel started. `npm run score` collects that
 * line from a folder of notebooks.
 *
 * @example
 * score() // 7 of 12 exercises are right. …
 */
export function score(): string {
  const right = NAMES.filter((name) => judged.get(name) === "right");
  const notYet = NAMES.filter((name) => judged.get(name) === "not yet");
  const open = NAMES.filter((name) => !judged.has(name));
  const list = (title: string, names: string[]) =>
    names.length > 0 ? [`${title}: ${names.join(", ")}.`] : [];
  return [
    `${right.length} of ${NAMES.length} exercises are right.`,
    ...list("Right", right),
    ...list("Not yet", notYet),
    ...list("Not tried", open),
    JSON.stringify({ score: right.length, of: NAMES.length, right, notYet, open }),
  ].join("\n");
}
