import type { Parsed, Problem } from "../../../../kernel/index.ts";

/** What stands before the pack in a git bundle (gitformat-bundle(5)). */
export interface BundleHeader {
  readonly hash: "sha1" | "sha256";
  /** Full names: `refs/tags/debian/1.0-2`, `HEAD`. */
  readonly refs: ReadonlyMap<string, string>;
  /** Where the pack begins. */
  readonly packOffset: number;
}

const LARGEST_HEADER = 4 * 1024 * 1024;
const REF = /^([0-9a-f]{40}|[0-9a-f]{64}) (HEAD|refs\/[^\p{Cc} ~^:?*[\\]{1,500})$/u;

/**
 * Reads the header of a bundle; give it the file's first bytes. A bundle that builds on commits it does not hold, or
 * leaves objects out, is refused: the desk has no repository of its own to complete it from. Undefined with an error.
 */
export function parseBundleHeader(start: Uint8Array, file?: string): Parsed<BundleHeader | undefined> {
  const bytes = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, LARGEST_HEADER));
  const refs = new Map<string, string>();
  let hash: BundleHeader["hash"] = "sha1";
  let at = 0;
  let line = 0;
  const refuse = (message: string): Parsed<undefined> => {
    const place = { ...(file === undefined ? {} : { file }), line: Math.max(1, line), column: 1 };
    const problem: Problem = { code: "git-bundle", severity: "error", message, place };
    return { value: undefined, problems: [problem] };
  };
  for (;;) {
    const end = bytes.indexOf(0x0a, at);
    line += 1;
    if (end < 0) return refuse("The header of the bundle has no end.");
    const text = bytes.subarray(at, end).toString("utf8");
    at = end + 1;
    if (line === 1) {
      if (/^# v[23] git bundle$/.test(text)) continue;
      return refuse("This is no git bundle; make one with: git bundle create FILE TAG");
    }
    if (text === "") break;
    if (text.startsWith("@object-format=")) {
      const format = text.slice("@object-format=".length);
      if (format !== "sha1" && format !== "sha256") return refuse("The bundle uses a hash that is not known here.");
      hash = format;
    } else if (text.startsWith("@")) {
      return refuse("The bundle leaves objects out; make it without --filter.");
    } else if (text.startsWith("-")) {
      return refuse("The bundle builds on commits that it does not hold; make it of the whole history of the tag.");
    } else {
      const [, id = "", name = ""] = REF.exec(text) ?? [];
      if (id === "") return refuse('Expected a line "ID refs/…".');
      if (refs.has(name)) return refuse(`The bundle names ${name} twice.`);
      refs.set(name, id);
    }
  }
  const length = hash === "sha1" ? 40 : 64;
  if ([...refs.values()].some((id) => id.length !== length))
    return refuse("A ref is not named with the bundle's hash.");
  if (refs.size === 0) return refuse("The bundle names no ref.");
  return { value: { hash, refs, packOffset: at }, problems: [] };
}
