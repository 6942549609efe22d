export { type Buildinfo, type InstalledPackage, parseBuildinfo } from "./buildinfo.ts";
export { type Changes, parseChanges } from "./changes.ts";
export { type Dsc, parseDsc } from "./dsc.ts";
export { parseRelease, type ReleaseFile, type ReleaseStatement } from "./release.ts";
export { parseSingleStanza } from "./single-stanza.ts";
