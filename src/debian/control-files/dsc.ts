import { hasErrors, type Parsed } from "../../kernel/index.ts";
import { type ListedFile, listedFiles } from "../files.ts";
import { wrongParts } from "../source-parts.ts";
import { FieldReader } from "./fields.ts";
import { parseSingleStanza } from "./single-stanza.ts";

/** A source package's description (Policy 5.4), without the signature around it. */
export interface Dsc {
  readonly source: string;
  readonly version: string;
  /** `1.0`, `3.0 (quilt)`, `3.0 (native)`. */
  readonly format: string;
  readonly binaries: readonly string[];
  readonly architectures: readonly string[];
  readonly maintainer: string;
  /** The field's text, `` when absent. */
  readonly uploaders: string;
  readonly files: readonly ListedFile[];
}

/** Undefined with an error when the file cannot be used; names, version, hashes and sizes are checked. */
export function parseDsc(input: string | Uint8Array, file?: string): Parsed<Dsc | undefined> {
  const { value: stanza, problems } = parseSingleStanza(input, file);
  if (!stanza) return { value: undefined, problems };
  const fields = new FieldReader(stanza, "dsc");
  const listed = listedFiles(stanza);
  const reference = fields.source("Source");
  const dsc: Dsc = {
    source: reference.name,
    version: fields.version("Version"),
    format: fields.required("Format"),
    binaries: fields.names("Binary"),
    architectures: fields.architectures("Architecture"),
    maintainer: fields.required("Maintainer"),
    uploaders: fields.text("Uploaders"),
    files: listed.files,
  };
  if (reference.version !== undefined) fields.refuse("Source", "source", "Source of a .dsc names no version.");
  if (dsc.files.some((listed) => listed.name.endsWith(".dsc"))) {
    fields.refuse("Checksums-Sha256", "self", "A .dsc names its parts, no other .dsc.");
  }
  const names = dsc.files.map((listed) => listed.name);
  const wrong = dsc.format === "" || hasErrors(fields.problems) ? undefined : wrongParts({ ...dsc, names });
  if (wrong !== undefined) fields.refuse("Format", "format", wrong);
  const all = [...problems, ...fields.problems, ...listed.problems];
  return { value: hasErrors(all) ? undefined : dsc, problems: all };
}
