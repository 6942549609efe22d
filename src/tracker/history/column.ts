/** A growing list of numbers in a few bytes each: millions of events are held by it. */
export interface Column {
  readonly length: number;
  /** 0 beyond the end. */
  get(row: number): number;
  set(row: number, value: number): void;
  /** Answers the row. */
  push(value: number): number;
}

type Numbers = Uint8Array | Uint32Array | Float64Array;

export function createColumn(Kind: Uint8ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor): Column {
  let values: Numbers = new Kind(256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get: (row) => (row < length ? (values[row] ?? 0) : 0),
    set(row, value) {
      values[row] = value;
    },
    push(value) {
      if (length === values.length) {
        const more = new Kind(Math.ceil(length * 1.5));
        more.set(values);
        values = more;
      }
      values[length] = value;
      length += 1;
      return length - 1;
    },
  };
}

/** Names as small numbers, in the order in which they came. */
export interface Names {
  readonly count: number;
  name(number: number): string;
  /** undefined for one that never came. */
  find(name: string): number | undefined;
  number(name: string): number;
}

export function createNames(): Names {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    get count() {
      return names.length;
    },
    name: (number) => names[number] ?? "",
    find: (name) => numbers.get(name),
    number(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      names.push(name);
      return names.length - 1;
    },
  };
}
