/** The strict reader of TOML files, for every file of this program that people write: each fault has a line, nothing is guessed. */
export {
  createReport,
  type Field,
  type Key,
  type Located,
  located,
  optional,
  otherwise,
  type Report,
  required,
} from "./read/field.ts";
export { choice, day, flag, text, whole } from "./read/leaves.ts";
export { defaultsOf, list, named, type Row, table, wrongKind } from "./read/table.ts";
export { tableReference } from "./read/table-reference.ts";
export { parseToml, type TomlEntry, type TomlNode, type TomlTable } from "./toml/tree.ts";
