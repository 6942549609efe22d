import { isValidVersion, type Problem } from "../../kernel/index.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { isArchitecture, isPackageName } from "../names.ts";
import { errorAt, placeOf, quote } from "../problems.ts";
import { parseSourceReference, type SourceReference } from "../source-reference.ts";

/**
 * Reads the fields that control files share and gathers what is wrong with them; codes begin with the format's name.
 */
export class FieldReader {
  readonly problems: Problem[] = [];
  readonly #stanza: Stanza;
  readonly #format: string;

  constructor(stanza: Stanza, format: string) {
    this.#stanza = stanza;
    this.#format = format;
  }

  text(field: string): string {
    return this.#stanza.get(field) ?? "";
  }

  required(field: string): string {
    const text = this.text(field);
    if (text === "") this.refuse(field, "missing", `The field ${field} is missing or empty.`);
    return text;
  }

  version(field: string): string {
    const version = this.required(field);
    if (version !== "" && !isValidVersion(version)) this.refuse(field, "version", `${quote(version)} is no version.`);
    return version;
  }

  source(field: string): SourceReference {
    const text = this.required(field);
    const reference = parseSourceReference(text);
    if (text !== "" && !reference)
      this.refuse(field, "source", `${quote(text)} is no source package's name (Policy 5.6.1).`);
    return reference ?? { name: "" };
  }

  /** Package names between white space or commas. */
  names(field: string): readonly string[] {
    return this.#words(field, /[\s,]+/, isPackageName, "package's name");
  }

  /** Architectures and wildcards (`any`, `linux-any`, `all`, `source`) between white space. */
  architectures(field: string): readonly string[] {
    return this.#words(field, /\s+/, isArchitecture, "architecture");
  }

  refuse(field: string, code: string, message: string): void {
    this.problems.push(errorAt(placeOf(this.#stanza, field), `${this.#format}-${code}`, message));
  }

  #words(field: string, separator: RegExp, isGood: (word: string) => boolean, what: string): readonly string[] {
    const words = this.text(field)
      .split(separator)
      .filter((word) => word !== "");
    const bad = words.find((word) => !isGood(word));
    if (bad !== undefined) this.refuse(field, "word", `${quote(bad)} in ${field} is no ${what}.`);
    return words;
  }
}
