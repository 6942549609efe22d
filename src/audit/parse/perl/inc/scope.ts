import type { Directory } from "./directory.ts";

/** What the program's variables and constants may hold at a place, in the order of the text. */
export interface Scope {
  readonly values: Map<string, readonly Directory[]>;
  /** Around a block or a condition. */
  readonly outer: Scope | undefined;
  /** Tokens of lists that may still be looked at. */
  readonly work: { left: number };
}

/** A variable that is assigned in a hundred places tells nothing. */
const MAX_VALUES = 16;

/** Lists within lists, each up to the end of a statement of junk: no program that does something has so many. */
const MOST_TOKENS = 500_000;

/** A list of so many tokens is looked at; who writes too many of them is told of, not followed. */
export function spend(scope: Scope, tokens: number): void {
  scope.work.left -= tokens;
  if (scope.work.left < 0) throw new Error("the lists of one program hold each other more often than anybody writes");
}

export function createScope(): Scope {
  return { values: new Map(), outer: undefined, work: { left: MOST_TOKENS } };
}

/** The same, where one variable holds something else. */
export function scopeWith(outer: Scope, name: string, values: readonly Directory[]): Scope {
  return { values: new Map([[name, values]]), outer, work: outer.work };
}

/** `$::x` and `$main::x` are `$x` of the main package. */
export function plainName(name: string): string {
  return name.replace(/^([$@%])(?:main)?::(?=\w+$)/, "$1");
}

export function lookUp(scope: Scope, name: string): readonly Directory[] | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const values = at.values.get(name);
    if (values) return values;
  }
  return undefined;
}

function isEmpty(directory: Directory | undefined): boolean {
  return directory?.from === "text" && directory.isWhole && directory.text === "";
}

/** `my $x = …` begins anew; `$x = …` may happen or not. */
export function assign(scope: Scope, name: string, values: readonly Directory[], isNew: boolean): void {
  const plain = plainName(name);
  const known = isNew ? [] : (scope.values.get(plain) ?? []);
  // An empty text with which a variable begins, and two values later on: branches give it the one or the other.
  const isBegun = plain.startsWith("$") && known.length === 2 && isEmpty(known[0]);
  const before = isBegun ? known.slice(1) : known;
  scope.values.set(plain, [...before, ...values].slice(-MAX_VALUES));
}
