import { ALPHA } from "./leaky-relu";

// A processor's vector instructions handle several numbers at once. JavaScript has none of them.
// WebAssembly has them for two numbers, but it sees only a memory of its own. So the numbers are
// copied there and back, so few at a time that they stay in the nearest cache, where that is quick.

/** How many numbers are copied at once: 16 KB. */
const BLOCK = 2048;
/** Where they begin: not with a page, as large arrays do, for that makes copying slower. */
const START = 2048;
/** A plain loop is done sooner with a shorter array. */
const SHORTEST = 64;

/** A number below 8,192 as WebAssembly writes it: 7 bits a byte; the first says "and more". */
const int = (n: number) => [(n % 128) + 128, n >> 7];
const sized = (bytes: number[]) => [...int(bytes.length), ...bytes];
const twice = (n: number) => [0xfd, 0x0c, ...new Uint8Array(Float64Array.of(n, n).buffer)];

/**
 * The instructions; those with a dot are named as in WebAssembly's text format. Each takes its
 * values from a stack and puts its result there: `alpha x f64x2.mul` is α · x, for two x at once.
 */
const BYTES: { [word: string]: number[] } = {
  size: [0x20, 0], // the parameter: how many bytes are to be changed
  alpha: [0x20, 1], // reads vector 1
  one: [0x20, 2],
  zero: [0x20, 3], // as nothing sets it
  x: [0x20, 4],
  flip: [0x20, 5],
  "set-size": [0x21, 0], // 0x21 sets what 0x20 reads
  "set-alpha": [...twice(ALPHA), 0x21, 1],
  "set-one": [...twice(1), 0x21, 2],
  "set-x": [0x21, 4],
  "set-flip": [0x21, 5],
  32: [0x41, 32],
  "i32.sub": [0x6b],
  loop: [0x03, 0x40],
  "again-unless-0": [0x0d, 0],
  end: [0x0b],
  "v128.load": [0xfd, 0x00, 3, ...int(START)],
  "v128.load+16": [0xfd, 0x00, 3, ...int(START + 16)],
  "v128.store": [0xfd, 0x0b, 3, ...int(START)],
  "v128.store+16": [0xfd, 0x0b, 3, ...int(START + 16)],
  "f64x2.mul": [0xfd, 0xf2, 0x01],
  "f64x2.pmax": [0xfd, 0xf7, 0x01], // of a and b: b where a < b, a elsewhere
  "f64x2.pmin": [0xfd, 0xf6, 0x01], // of a and b: b where b < a, a elsewhere
  "f64x2.lt": [0xfd, 0x49], // of a and b: 64 bits of 1 where a < b, of 0 elsewhere
  "v128.and": [0xfd, 0x4e],
  "v128.xor": [0xfd, 0x51],
};

/** The larger of αx and x; NaN where x is. */
const LEAKY_RELU = "alpha x f64x2.mul x f64x2.pmax";

const DERIVATIVE = [
  "x alpha f64x2.pmin", // α or less; NaN where x is
  "x zero f64x2.lt flip v128.and", // where x < 0, the bits in which 1 and α differ
  "one v128.xor", // α there, 1 elsewhere
  "f64x2.pmax", // of the first and this: this, but NaN where the first is
].join(" ");

/** A function that changes the numbers, from the last four to the first. */
const loop = (change: string) => `set-alpha set-one alpha one v128.xor set-flip
  loop
    size 32 i32.sub set-size
    size size v128.load set-x ${change} v128.store
    size size v128.load+16 set-x ${change} v128.store+16
    size again-unless-0
  end
end`;

function assemble(text: string): number[] {
  const locals = [1, 5, 0x7b]; // behind the parameter, five vectors
  return sized([...locals, ...text.split(/\s+/).flatMap((word) => BYTES[word] ?? [])]);
}

/** The module: a list of sections, each with its number and its size. */
const binary = () =>
  Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...[1, ...sized([1, 0x60, 1, 0x7f, 0])], // a type: a function of one 32-bit integer
    ...[3, ...sized([2, 0, 0])], // two functions of that type
    ...[5, ...sized([1, 0, 1])], // a memory of 64 KiB
    ...[7, ...sized([3, 1, 0x6d, 2, 0, 1, 0x66, 0, 0, 1, 0x64, 0, 1])], // their names: m, f, d
    ...[10, ...sized([2, ...assemble(loop(LEAKY_RELU)), ...assemble(loop(DERIVATIVE))])],
  );

type Change = (size: number) => void;

function make() {
  try {
    const { m, f, d } = new WebAssembly.Instance(new WebAssembly.Module(binary())).exports;
    const block = new Float64Array((m as WebAssembly.Memory).buffer, START, BLOCK);
    return { block, leakyRelu: f as Change, derivativeLeakyRelu: d as Change };
  } catch {
    return false; // WebAssembly is missing, has no vectors, or is not allowed
  }
}

/** Made at the first use, as it takes a millisecond. */
let vectors: ReturnType<typeof make> | undefined;

/**
 * Writes f(x) of each number into `out`, with the same bits as a plain loop, and says so. It says
 * no and does nothing where only a plain loop will do, or is quicker.
 */
export function byVectors(
  f: "leakyRelu" | "derivativeLeakyRelu",
  x: Float64Array,
  out: Float64Array,
): boolean {
  if (x.length < SHORTEST || overtakes(out, x)) return false;
  vectors ??= make();
  if (!vectors) return false;
  const { block, [f]: change } = vectors;
  for (let i = 0; i < x.length; i += BLOCK) {
    const some = x.subarray(i, i + BLOCK);
    block.set(some);
    change(32 * Math.ceil(some.length / 4)); // what lies behind the last number is changed in vain
    out.set(some.length === BLOCK ? block : block.subarray(0, some.length), i);
  }
  return true;
}

/**
 * Whether a number is written where a later x lies. A plain loop then reads what it has written. In
 * shared memory that cannot be seen: two buffers may be the same memory.
 */
function overtakes(out: Float64Array, x: Float64Array): boolean {
  if (x.buffer[Symbol.toStringTag] === "SharedArrayBuffer") return true;
  const ahead = out.byteOffset - x.byteOffset;
  return out.buffer === x.buffer && ahead > 0 && ahead < x.byteLength;
}
