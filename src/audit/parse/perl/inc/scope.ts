import type { Directory } from "./directory.ts";

/** What the program's variables and constants may hold at a place, in the order of the text. */
export interface Scope {
  readonly values: Map<string, readonly Directory[]>;
  /** Around a block or a condition. */
  readonly outer: Scope | undefined;
}

/** A variable that is assigned in a hundred places tells nothing. */
const MAX_VALUES = 16;

export function createScope(): Scope {
  return { values: new Map(), outer: undefined };
}

/** The same, where one variable holds something else. */
export function scopeWith(outer: Scope, name: string, values: readonly Directory[]): Scope {
  return { values: new Map([[name, values]]), outer };
}

export function lookUp(scope: Scope, name: string): readonly Directory[] | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const values = at.values.get(name);
    if (values) return values;
  }
  return undefined;
}

/** `my $x = …` begins anew; `$x = …` may happen or not. */
export function assign(scope: Scope, name: string, values: readonly Directory[], isNew: boolean): void {
  const before = isNew ? [] : (scope.values.get(name) ?? []);
  scope.values.set(name, [...before, ...values].slice(-MAX_VALUES));
}
