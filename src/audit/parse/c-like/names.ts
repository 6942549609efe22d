import type { CLikeSource } from "./types.ts";

/** Which variable a name stands for at a place: blocks open and close, names are declared in them. */
export interface Names {
  open(isClass: boolean, own: string | undefined): void;
  close(): void;
  /** `isPending` for one in parentheses, which belongs to the block that follows them. */
  declare(name: string, isPending: boolean): void;
  /** No block follows the parentheses. */
  forget(): void;
  of(name: string): CLikeSource;
  /** The function in which this place lies. */
  readonly function: string | undefined;
}

interface Block {
  readonly isClass: boolean;
  readonly own: string | undefined;
  readonly names: string[];
}

export function createNames(): Names {
  const blocks: Block[] = [{ isClass: true, own: undefined, names: [] }];
  const known = new Map<string, number[]>();
  let pending: string[] = [];
  let count = 0;
  const drop = (name: string): void => void known.get(name)?.pop();
  return {
    open(isClass, own) {
      blocks.push({ isClass, own: own ?? blocks.at(-1)?.own, names: pending });
      pending = [];
    },
    close() {
      if (blocks.length > 1) blocks.pop()?.names.forEach(drop);
    },
    declare(name, isPending) {
      const block = blocks.at(-1);
      // What stands in a class by itself is a field.
      if (!block || (block.isClass && !isPending)) return;
      const same = known.get(name) ?? [];
      if (same.length === 0) known.set(name, same);
      same.push(++count);
      (isPending ? pending : block.names).push(name);
    },
    forget() {
      pending.forEach(drop);
      pending = [];
    },
    of(name) {
      const declared = known.get(name)?.at(-1);
      return declared === undefined ? `.${name}` : `${name}#${declared}`;
    },
    get function() {
      return blocks.at(-1)?.own;
    },
  };
}
