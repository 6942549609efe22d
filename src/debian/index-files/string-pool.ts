import { isValidVersion } from "../../kernel/index.ts";
import { isPackageName } from "../names.ts";
import type { BinaryFile } from "./entries.ts";
import type { ScannedStanza } from "./stanza-scanner.ts";

/**
 * One copy of each name, version, short text and file, shared by all indexes of a load: eight suites repeat them many
 * times.
 * A text is judged when it is met first; the pool lives as long as the load and is dropped with it.
 */
export class StringPool {
  readonly #texts = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #versions = new Map<string, string>();
  readonly #files = new Map<string, BinaryFile>();

  /** `` for an absent field. */
  text(stanza: ScannedStanza, id: number): string {
    const raw = stanza.latin1(id);
    const known = this.#texts.get(raw);
    if (known !== undefined) return known;
    const text = stanza.utf8(id);
    this.#texts.set(raw, text);
    return text;
  }

  /** Undefined when the value is no package's name. */
  packageName(stanza: ScannedStanza, id: number): string | undefined {
    return judged(this.#names, stanza.latin1(id), isPackageName);
  }

  version(stanza: ScannedStanza, id: number): string | undefined {
    return judged(this.#versions, stanza.latin1(id), isValidVersion);
  }

  /** The pool's copy of a name that stands in a list. */
  shareName(name: string): string {
    return judged(this.#names, name, isPackageName) ?? name;
  }

  shareVersion(version: string): string {
    return judged(this.#versions, version, isValidVersion) ?? version;
  }

  /** The pool's copy of a file: neighbouring releases list the same ones. */
  shareFile(path: string, size: number, sha256: string): BinaryFile {
    const known = this.#files.get(sha256);
    if (known?.path === path && known.size === size) return known;
    const file = { path, size, sha256 };
    this.#files.set(sha256, file);
    return file;
  }
}

/** Texts of these kinds are ASCII, or the judge refuses them; so each byte may stand for a character. */
function judged(known: Map<string, string>, text: string, isGood: (text: string) => boolean): string | undefined {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  if (!isGood(text)) return undefined;
  known.set(text, text);
  return text;
}
