import { isValidVersion } from "../../kernel/index.ts";
import { isPackageName } from "../names.ts";
import type { ScannedStanza } from "./stanza-scanner.ts";

/**
 * One string for each name, version and short text, shared by all indexes of a load: eight suites repeat them many times.
 * A text is judged when it is met first; the pool lives as long as the load and is dropped with it.
 */
export class StringPool {
  readonly #texts = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #versions = new Map<string, string>();

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
}

/** Texts of these kinds are ASCII, or the judge refuses them; so each byte may stand for a character. */
function judged(known: Map<string, string>, text: string, isGood: (text: string) => boolean): string | undefined {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  if (!isGood(text)) return undefined;
  known.set(text, text);
  return text;
}
