/** A sequence that is the same for the same seed, on every machine. Nothing here is fit for secrets. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  /** True so many times in a hundred. */
  percent(chance: number): boolean;
  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(items: readonly T[]): T;
  /** By weight; weights need not sum to anything. @throws RangeError when no weight is above zero. */
  weighted<T>(choices: readonly (readonly [item: T, weight: number])[]): T;
  /** The same items in another order. */
  shuffled<T>(items: readonly T[]): T[];
  /** A sequence of its own, which does not depend on how much of this one was used. */
  branch(label: string): Random;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return sum >>> 0;
}

/** SplitMix with 32 bits of state: a Weyl sequence through the mixer of MurmurHash3. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    percent: (chance) => next() * 100 < chance,
    pick(items) {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[int(0, items.length - 1)] as (typeof items)[number];
    },
    weighted(choices) {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const found = choices.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      if (!found) throw new RangeError('no choice has weight');
      return found[0];
    },
    shuffled(items) {
      const order = items.map((item) => ({ item, place: next() }));
      return order.sort((a, b) => a.place - b.place).map(({ item }) => item);
    },
    branch: (label) => seeded(hash(`${seed}/${label}`)),
  };
}
