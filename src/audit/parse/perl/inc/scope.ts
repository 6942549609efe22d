import type { Directory } from "./directory.ts";

/** What the program's variables and constants may hold at a place, in the order of the text. */
export interface Scope {
  readonly values: Map<string, readonly Directory[]>;
}

/** A variable that is assigned in a hundred places tells nothing. */
const MAX_VALUES = 16;

export function createScope(): Scope {
  return { values: new Map() };
}

/** `my $x = …` begins anew; `$x = …` may happen or not. */
export function assign(scope: Scope, name: string, values: readonly Directory[], isNew: boolean): void {
  const before = isNew ? [] : (scope.values.get(name) ?? []);
  scope.values.set(name, [...before, ...values].slice(-MAX_VALUES));
}
