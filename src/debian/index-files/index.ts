export { toBinaryEntry } from "./binary-entry.ts";
export type { BinaryEntry, BinaryFile, SourceEntry } from "./entries.ts";
export { type IndexFileName, looksLikeIndexFile, parseIndexFileName } from "./index-file-name.ts";
export type { IndexReader } from "./index-reader.ts";
export { createPackagesReader } from "./packages-reader.ts";
export { type IndexFile, parsePackages, parseSources } from "./parse-index.ts";
export { sourceFiles } from "./source-entry.ts";
export { createSourcesReader } from "./sources-reader.ts";
export { StringPool } from "./string-pool.ts";
