/** A call `a.b.c(…)` as it is written; strings, comments and docstrings are none. */
export interface PythonCall {
  /**
   * Dotted name as written, after `import x as y` and `from x import y` are followed: `subprocess.Popen`. A method of what
   * a call, a subscript or a literal gives begins with `()`: `().launch`.
   */
  readonly name: string;
  readonly line: number;
  /** Fixed strings among its positional arguments, in lists and tuples too; undefined for what is computed. */
  readonly arguments: readonly PythonArgument[];
  /** `x = call(…)` and `x: T = call(…)`. */
  readonly assignedTo: string | undefined;
}

export type PythonArgument =
  | { readonly kind: "string"; readonly value: string; readonly line: number }
  /** A text of which a part is computed: `$name` stands for that. An f-string, a sum, `%`, `.format(…)`. */
  | { readonly kind: "formatted"; readonly value: string; readonly line: number }
  /** A list or tuple; of a sum of lists, the items of all, where a part that is none is one item. */
  | { readonly kind: "list"; readonly items: readonly PythonArgument[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "computed" }
  | { readonly kind: "keyword"; readonly name: string; readonly value: PythonArgument };

/** Enough of a Python program to see what it imports, calls and hands on. */
export interface PythonProgram {
  /** With what is taken from the module: `from a import b, c` names `b` and `c`. */
  readonly imports: readonly { readonly module: string; readonly line: number; readonly names: readonly string[] }[];
  readonly calls: readonly PythonCall[];
  /** Constants that are assigned once at the top: `PYTHON = "/usr/bin/python3"`. */
  readonly constants: ReadonlyMap<string, PythonArgument>;
  /** Every `x = value`, also inside functions. */
  readonly assignments: readonly { readonly name: string; readonly line: number; readonly value: PythonArgument }[];
  /** Every list and tuple as it is written, also inside others: command lines are often made before they are used. */
  readonly lists: readonly { readonly line: number; readonly items: readonly PythonArgument[] }[];
  /** Lines where `sys.argv` (or a slice of it) is read. */
  readonly argvLines: readonly number[];
  /** `if __name__ == "__main__"`. */
  readonly hasMain: boolean;
}
