/** A call `a.b.c(…)` as it is written; strings, comments and docstrings are none. */
export interface PythonCall {
  /** Dotted name as written, after `import x as y` and `from x import y` are followed: `subprocess.Popen`. */
  readonly name: string;
  readonly line: number;
  /** Fixed strings among its positional arguments, in lists and tuples too; undefined for what is computed. */
  readonly arguments: readonly PythonArgument[];
  /** `x = call(…)` and `x: T = call(…)`. */
  readonly assignedTo: string | undefined;
}

export type PythonArgument =
  | { readonly kind: "string"; readonly value: string; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly PythonArgument[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "computed" }
  | { readonly kind: "keyword"; readonly name: string; readonly value: PythonArgument };

/** Enough of a Python program to see what it imports, calls and hands on. */
export interface PythonProgram {
  readonly imports: readonly { readonly module: string; readonly line: number }[];
  readonly calls: readonly PythonCall[];
  /** Constants that are assigned once at the top: `PYTHON = "/usr/bin/python3"`. */
  readonly constants: ReadonlyMap<string, PythonArgument>;
  /** Lines where `sys.argv` (or a slice of it) is read. */
  readonly argvLines: readonly number[];
  /** `if __name__ == "__main__"`. */
  readonly hasMain: boolean;
}
