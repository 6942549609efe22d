export { parseDate } from "./dates.ts";
export { type FieldToWrite, formatStanza, formatStanzas } from "./deb822/format-stanza.ts";
export { parseStanzas } from "./deb822/parse-stanzas.ts";
export type { Field, FieldLine, Stanza } from "./deb822/stanza.ts";
export type { ListedFile } from "./files.ts";
export * from "./index-files/index.ts";
export { isArchitecture, isArchivePath, isFileName, isPackageName } from "./names.ts";
export { parseBuiltUsing, parseSourceReference, type SourceReference } from "./source-reference.ts";
