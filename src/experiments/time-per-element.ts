import { median } from "../charts/median";

/** One measurement takes at least so long, in milliseconds. */
const LEAST = 2;

/**
 * How long a call takes for each of the elements that it works on, in nanoseconds.
 *
 * It runs the call for a while first, as an engine compiles what runs often. Then it measures five
 * times, each time as many calls as fill two milliseconds, and takes the median.
 *
 * @example
 * timePerElement(() => x.map(leakyRelu), x.length) // 12.3, for instance
 */
export function timePerElement(call: () => unknown, elements: number): number {
  const milliseconds = (calls: number) => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return performance.now() - start;
  };
  let calls = 1;
  while (milliseconds(calls) < LEAST) calls *= 2;
  const times = [1, 2, 3, 4, 5].map(() => milliseconds(calls));
  return (median(times) * 1e6) / (calls * elements);
}
