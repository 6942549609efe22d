import type { Place } from "../../kernel/index.ts";
import { nearest } from "../nearest.ts";
import type { TomlNode } from "../toml/tree.ts";
import { createReport, type Field, type Key, type Report } from "./field.ts";

export type Row<K extends Readonly<Record<string, Key<unknown>>>> = {
  readonly [P in keyof K]: K[P] extends { readonly type?: () => infer T } ? T : never;
} & { readonly place: Place };

/** A table with exactly these keys: others are faults, and so are required ones that are missing. */
export function table<K extends Readonly<Record<string, Key<unknown>>>>(keys: K): Field<Row<K>> {
  return {
    form: "table",
    table: { many: false, keys },
    read(node, report) {
      if (node.kind !== "table") return wrongKind(node, "a table", report);
      let whole = true;
      for (const [name, entry] of node.entries) {
        if (Object.hasOwn(keys, name)) continue;
        const near = nearest(name, Object.keys(keys));
        const hint = near ? `Did you mean "${near}"?` : `Keys here: ${Object.keys(keys).join(", ")}.`;
        report.error(`${report.format}-unknown-key`, entry.keyPlace, `There is no key "${name}" here. ${hint}`);
        whole = false;
      }
      const row: Record<string, unknown> = { place: node.place };
      for (const [name, key] of Object.entries(keys)) {
        const entry = node.entries.get(name);
        if (entry) {
          row[name] = key.field.read(entry.node, report);
          whole &&= row[name] !== undefined;
        } else if (key.presence === "required") {
          report.error(`${report.format}-missing-key`, node.place, `The key "${name}" is missing: ${key.says}`);
          whole = false;
        } else {
          row[name] = key.absent;
        }
      }
      return whole ? (row as Row<K>) : undefined;
    },
  };
}

/** What a table is when nothing of it is written; only for tables without required keys. */
export function defaultsOf<T>(field: Field<T>): T {
  const report = createReport();
  const row = field.read({ kind: "table", entries: new Map(), place: { line: 1, column: 1 } }, report);
  if (row === undefined) throw new TypeError("A table with required keys has no default.");
  return row;
}

/**
 * Tables by names of the writer's own (`[lists.distros]`), each read by the same form. `placeholder` stands for the name in
 * the reference; a name is small letters, digits and hyphens.
 */
export function named<T>(item: Field<T>, placeholder: string): Field<ReadonlyMap<string, T>> {
  return {
    form: "tables by name",
    ...(item.table ? { table: { ...item.table, named: placeholder } } : {}),
    read(node, report) {
      if (node.kind !== "table") return wrongKind(node, "a table", report);
      const rows = new Map<string, T>();
      let whole = true;
      for (const [name, entry] of node.entries) {
        if (!/^[a-z][a-z0-9-]*$/.test(name)) {
          const message = `A name here is small letters, digits and hyphens, and begins with a letter; this is ${JSON.stringify(name)}.`;
          report.error(`${report.format}-bad-value`, entry.keyPlace, message);
          whole = false;
        }
        const row = item.read(entry.node, report);
        if (row === undefined) whole = false;
        else rows.set(name, row);
      }
      return whole ? rows : undefined;
    },
  };
}

export interface ListRules {
  /** At least this many. */
  readonly atLeast?: number;
}

/** Every item is read, so that one bad item does not hide the next one's fault. */
export function list<T>(item: Field<T>, rules: ListRules = {}): Field<readonly T[]> {
  return {
    form: item.table ? "list of tables" : `list of: ${item.form}`,
    ...(item.table ? { table: { ...item.table, many: true } } : {}),
    read(node, report) {
      if (node.kind !== "list") return wrongKind(node, item.table ? "a list of tables ([[...]])" : "a list", report);
      if (node.items.length < (rules.atLeast ?? 0)) {
        report.error(`${report.format}-too-few`, node.place, `At least ${rules.atLeast} must stand here.`);
        return undefined;
      }
      const values = node.items.map((each) => item.read(each, report));
      const whole = values.filter((value) => value !== undefined);
      return whole.length === values.length ? whole : undefined;
    },
  };
}

export function wrongKind(node: TomlNode, wanted: string, report: Report): undefined {
  report.error(`${report.format}-wrong-type`, node.place, `Here must stand ${wanted}, not ${KIND_NAMES[node.kind]}.`);
  return undefined;
}

const KIND_NAMES: Readonly<Record<TomlNode["kind"], string>> = {
  text: "text",
  number: "a number",
  boolean: "true or false",
  time: "a date or time",
  list: "a list",
  table: "a table",
};
