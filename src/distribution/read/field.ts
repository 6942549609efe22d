import type { Place, Problem } from "../../kernel/index.ts";
import type { TomlNode } from "../toml/tree.ts";

/** Takes problems while a document is read; reading goes on after each. */
export interface Report {
  /** Begins every code of a problem: `distribution`, `policy`. */
  readonly format: string;
  error(code: string, place: Place, message: string): void;
  warning(code: string, place: Place, message: string): void;
  readonly problems: readonly Problem[];
}

export function createReport(format = "distribution"): Report {
  const problems: Problem[] = [];
  return {
    format,
    error: (code, place, message) => void problems.push({ code, severity: "error", message, place }),
    warning: (code, place, message) => void problems.push({ code, severity: "warning", message, place }),
    problems,
  };
}

/** How one value is read and described. Fields are values and combine; each says its own faults. */
export interface Field<T> {
  /** For the reference: `date`, `list of names`. */
  readonly form: string;
  /** Set on tables and lists of tables: what stands below, for the reference. */
  readonly table?: TableShape;
  /** Undefined after a fault has been reported. */
  read(node: TomlNode, report: Report): T | undefined;
}

export interface TableShape {
  readonly many: boolean;
  /** Set on tables by names of the writer's own: the name that stands for them in the reference. */
  readonly named?: string;
  readonly keys: Readonly<Record<string, Key<unknown>>>;
}

export type Presence = "required" | "optional" | { readonly otherwise: string };

/** One key of a table. */
export interface Key<T> {
  readonly field: Field<unknown>;
  readonly says: string;
  readonly presence: Presence;
  /** What the key is when it is absent; only for keys that may be. */
  readonly absent: T | undefined;
  /** Never set: carries the type of the value, so that a row's type follows from its keys. */
  readonly type?: () => T;
}

export function required<T>(field: Field<T>, says: string): Key<T> {
  return { field, says, presence: "required", absent: undefined };
}

export function optional<T>(field: Field<T>, says: string): Key<T | undefined> {
  return { field, says, presence: "optional", absent: undefined };
}

/** `shown` is how the reference writes the default. */
export function otherwise<T>(field: Field<T>, absent: T, says: string, shown = JSON.stringify(absent)): Key<T> {
  return { field, says, presence: { otherwise: shown }, absent };
}

export interface Located<T> {
  readonly value: T;
  readonly place: Place;
}

/** Keeps the place beside the value, for checks that come after reading. */
export function located<T>(field: Field<T>): Field<Located<T>> {
  return {
    ...field,
    read(node, report) {
      const value = field.read(node, report);
      return value === undefined ? undefined : { value, place: node.place };
    },
  };
}
