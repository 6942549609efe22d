/** A string in which `$computed` stands for what a run tells, an array as it is written, or anything else. */
export type JavaScriptValue =
  | { readonly kind: "string"; readonly value: string; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly JavaScriptValue[] }
  | { readonly kind: "computed" };

/** A call `a.b().c(…)` or `new A.B(…)`. */
export interface JavaScriptCall {
  /** The dotted name as it is written, calls in it as `()`: `Shell.AppSystem.get_default().lookup_app`. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly arguments: readonly JavaScriptValue[];
  /** What a method is called on; what a command line is made of that is started. */
  readonly on: readonly JavaScriptSource[];
}

/**
 * From where a value may come: a call, or a name. Names are those of variables, properties and functions by their last
 * part alone (`this._app` is `_app`); those of variables of a function have the function behind it (`app#3`).
 */
export type JavaScriptSource =
  | { readonly kind: "call"; readonly call: JavaScriptCall }
  | { readonly kind: "name"; readonly name: string };

/** An assignment, a declaration, a property, what a function returns (under its name), what a loop or callback gets. */
export interface JavaScriptFlow {
  readonly to: string;
  readonly from: readonly JavaScriptSource[];
}

/** Enough of a script or module to see what it calls, and where the results go. */
export interface JavaScriptProgram {
  /** Texts and arrays that a name or property is given: command lines are often made before they are used. */
  readonly values: readonly JavaScriptValue[];
  readonly calls: readonly JavaScriptCall[];
  readonly flows: readonly JavaScriptFlow[];
}
