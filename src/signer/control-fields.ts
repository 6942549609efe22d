import { parseStanzas, type Stanza } from "../debian/index.ts";
import { isSha256, SamedayError } from "../kernel/index.ts";

/** The one stanza of what dpkg-deb or apt-ftparchive printed, or of what somebody signed. Throws INPUT_INVALID when it has a fault. */
export function controlFields(text: string, name: string): Stanza {
  const { value, problems } = parseStanzas(text, name);
  const [stanza, ...more] = value;
  const fault = problems.find((problem) => problem.severity === "error");
  if (stanza && more.length === 0 && !fault) return stanza;
  throw new SamedayError(
    "INPUT_INVALID",
    `The control data of ${name} cannot be read${fault ? `: ${fault.message}` : "."}`,
  );
}

/** Paragraphs as they stand, so that indices keep exactly what apt-ftparchive wrote. */
export function controlParagraphs(text: string): readonly string[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}

/** `Checksums-Sha256` of a .changes or a Sources stanza: name to hash. */
export function sha256Checksums(stanza: Stanza): ReadonlyMap<string, string> {
  const lines = stanza.field("Checksums-Sha256")?.lines ?? [];
  const entries = lines.flatMap((line) => {
    const [hash = "", , name] = line.text.trim().split(/[ \t]+/);
    return name !== undefined && isSha256(hash) ? [[name, hash] as const] : [];
  });
  return new Map(entries);
}
