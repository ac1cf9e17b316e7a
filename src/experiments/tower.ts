/**
 * The widths of a network with two inputs and `depth` hidden layers of `width` units.
 *
 * @throws RangeError when `depth` is not an integer from 1 to 100
 * @example
 * tower(3, 8); // [ 2, 8, 8, 8 ]
 */
export function tower(depth: number, width: number): number[] {
  if (!Number.isInteger(depth) || depth < 1 || depth > 100) {
    throw new RangeError(`tower(${depth}, ${width}): depth must be an integer from 1 to 100`);
  }
  return [2, ...new Array<number>(depth).fill(width)];
}
