// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array

/*
 * exp, tanh and log1p in plain arithmetic. `Math.exp` may differ in its last bit from engine to
 * engine, and training makes such a difference large. +, −, × and ÷ are the same everywhere.
 *
 * The method is that of the textbooks: x = k · ln 2 + r with |r| ≤ ½ ln 2, a series for r, and a
 * multiplication by 2ᵏ (Muller, "Elementary Functions", chapter 11; Cody and Waite, 1980).
 */

/** ln 2 in two parts: the first has 32 bits, so that k times it is exact. */
const LN2_HIGH = Math.round(Math.LN2 * 2 ** 32) / 2 ** 32;
const LN2_LOW = -4.2009150726810846e-11;

/** 2ᵏ for k from −540 to 540. Two of them give each power that a number can have. */
const POWERS = new Float64Array(1081);
POWERS[540] = 1;
for (let k = 1; k <= 540; k++) {
  POWERS[540 + k] = POWERS[539 + k]! * 2;
  POWERS[540 - k] = POWERS[541 - k]! / 2;
}

/** The nearest integer to x / ln 2. `| 0` makes it one for the processor, too, which is faster. */
function powerOf2(x: number): number {
  return Math.floor(x * (1 / Math.LN2) + 0.5) | 0;
}

/** eʳ − 1 for r = high + low with |r| ≤ ½ ln 2: the Taylor series, up to r¹³ / 13!. */
function small(high: number, low: number): number {
  const r = high + low;
  const s = r * r;
  // In pairs, so that the processor can work at several of them at the same time.
  const a = 1 / 2 + r * (1 / 6) + s * (1 / 24 + r * (1 / 120));
  const b = 1 / 720 + r * (1 / 5040) + s * (1 / 40320 + r * (1 / 362880));
  const c = 1 / 3628800 + r * (1 / 39916800) + s * (1 / 479001600 + r * (1 / 6227020800));
  return high + (low + s * (a + s * s * (b + s * s * c)));
}

/**
 * eˣ with the same bits on every engine, wrong by less than one unit in the last place.
 *
 * @example
 * exp(-2); // 0.1353352832366127
 */
export function exp(x: number): number {
  if (!(x > -746 && x < 710)) return x > 0 ? Infinity : x < 0 ? 0 : x;
  const k = powerOf2(x);
  const half = k >> 1;
  const y = 1 + small(x - k * LN2_HIGH, -k * LN2_LOW);
  return y * POWERS[540 + half]! * POWERS[540 + (k - half)]!;
}

/** The hyperbolic tangent with the same bits on every engine, to two units in the last place. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (!(size < 20)) return size > 0 ? Math.sign(x) : x;
  // tanh |x| = t / (t + 2) with t = e²ˣ − 1, which is 2ᵏ (eʳ − 1) + (2ᵏ − 1)
  const k = powerOf2(2 * size);
  const power = POWERS[540 + k]!;
  const t = power * small(2 * size - k * LN2_HIGH, -k * LN2_LOW) + (power - 1);
  // Two ways to write the same. The second never falls where x rises.
  const result = size < 1 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -result : x === 0 ? x : result;
}

/**
 * ln(1 + x) for x from 0 to 1, with the same bits on every engine, to two units in the last place.
 */
export function log1p(x: number): number {
  // ln(1 + x) = ln 2 + ln(1 + f) with f = (x − 1) / 2 where 1 + x is nearer to 2 than to 1
  const k = x > Math.SQRT2 - 1 ? 1 : 0;
  const f = k === 1 ? (x - 1) / 2 : x;
  // ln(1 + f) = 2 artanh(s) with s = f / (2 + f), which is f − s · (f − 2 · (s²/3 + s⁴/5 + …))
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = square * (series + 2 / n);
  return k * LN2_HIGH + (f - s * (f - series) + k * LN2_LOW);
}
