import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { Parsed, Place, Problem } from "../../kernel/index.ts";
import { type LineIndex, lineIndex } from "./line-index.ts";

/** A TOML document as a tree in which everything knows where it stands. */
export type TomlNode =
  | { readonly kind: "text"; readonly value: string; readonly place: Place }
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean; readonly place: Place }
  | { readonly kind: "boolean"; readonly value: boolean; readonly place: Place }
  | { readonly kind: "time"; readonly written: string; readonly dateOnly: boolean; readonly place: Place }
  | { readonly kind: "list"; readonly items: readonly TomlNode[]; readonly place: Place }
  | TomlTable;

export interface TomlTable {
  readonly kind: "table";
  readonly entries: ReadonlyMap<string, TomlEntry>;
  readonly place: Place;
}

export interface TomlEntry {
  readonly keyPlace: Place;
  readonly node: TomlNode;
}

/** Larger than any honest definition; keeps a mistaken path from filling the memory. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Parses TOML 1.0. A syntax fault is one problem at its place and an undefined value; nothing is thrown.
 * Bytes rather than text, so that broken UTF-8 has a place too.
 */
export function parseToml(bytes: Uint8Array, file?: string): Parsed<TomlTable | undefined> {
  const { text, badOffset } = decode(bytes);
  const index = lineIndex(text, file);
  const refuse = (code: string, message: string, place: Place): Parsed<undefined> => {
    const problem: Problem = { code, severity: "error", message, place };
    return { value: undefined, problems: [problem] };
  };
  if (bytes.length > MAX_BYTES) return refuse("toml-too-large", "The file is larger than 4 MiB.", index.place(1, 0));
  if (badOffset !== undefined) {
    return refuse("toml-not-utf8", "The file is not UTF-8 from here on.", index.placeOfOffset(badOffset));
  }
  try {
    return { value: new TreeBuilder(index).build(parseTOML(text, { tomlVersion: "1.0" })), problems: [] };
  } catch (thrown) {
    if (thrown instanceof ParseError) {
      return refuse("toml-syntax", `${thrown.message}.`, index.place(thrown.lineNumber, thrown.column));
    }
    if (thrown instanceof RangeError) {
      return refuse("toml-too-deep", "The file is nested too deeply.", index.place(1, 0));
    }
    throw thrown;
  }
}

/** The valid text before the first byte that is not UTF-8, and where that byte is, counted in characters of the text. */
function decode(bytes: Uint8Array): { readonly text: string; readonly badOffset: number | undefined } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), badOffset: undefined };
  } catch {
    const loose = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const strict = Buffer.from(loose, "utf8");
    let same = 0;
    while (same < bytes.length && same < strict.length && bytes[same] === strict[same]) same += 1;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, same)).replace(/\ufffd+$/, "");
    return { text, badOffset: text.length };
  }
}

interface OpenTable {
  readonly kind: "table";
  readonly entries: Map<string, TomlEntry>;
  readonly place: Place;
}

interface OpenList {
  readonly kind: "list";
  readonly items: TomlNode[];
  readonly place: Place;
}

/** The parser has refused double keys and mixed forms already, so that building needs no judgement. */
class TreeBuilder {
  readonly #index: LineIndex;

  constructor(index: LineIndex) {
    this.#index = index;
  }

  build(program: AST.TOMLProgram): TomlTable {
    const root: OpenTable = { kind: "table", entries: new Map(), place: this.#index.place(1, 0) };
    for (const part of program.body[0].body) {
      if (part.type === "TOMLKeyValue") this.#put(root, part);
      else {
        const table = this.#open(root, part.resolvedKey, part.key);
        for (const pair of part.body) this.#put(table, pair);
      }
    }
    return root;
  }

  #placeOf(node: AST.TOMLNode): Place {
    return this.#index.place(node.loc.start.line, node.loc.start.column);
  }

  /** Walks a header such as `release.0.suite.1`, making what is not there yet. */
  #open(root: OpenTable, path: readonly (string | number)[], key: AST.TOMLKey): OpenTable {
    let at: OpenTable | OpenList = root;
    const place = this.#placeOf(key);
    for (const [depth, step] of path.entries()) {
      const next = (): OpenTable | OpenList =>
        typeof path[depth + 1] === "number"
          ? { kind: "list", items: [], place }
          : { kind: "table", entries: new Map(), place };
      if (at.kind === "list") {
        const position = Number(step);
        at.items[position] ??= next();
        at = at.items[position] as OpenTable | OpenList;
      } else {
        const name = String(step);
        const entry: TomlEntry = at.entries.get(name) ?? { keyPlace: place, node: next() };
        at.entries.set(name, entry);
        at = entry.node as OpenTable | OpenList;
      }
    }
    return at as OpenTable;
  }

  #put(table: OpenTable, pair: AST.TOMLKeyValue): void {
    const keys = pair.key.keys;
    let at = table;
    for (const [position, key] of keys.entries()) {
      const name = key.type === "TOMLBare" ? key.name : key.value;
      const keyPlace = this.#placeOf(key);
      if (position === keys.length - 1) {
        at.entries.set(name, { keyPlace, node: this.#value(pair.value) });
        return;
      }
      const entry: TomlEntry = at.entries.get(name) ?? {
        keyPlace,
        node: { kind: "table", entries: new Map(), place: keyPlace },
      };
      at.entries.set(name, entry);
      at = entry.node as OpenTable;
    }
  }

  #value(node: AST.TOMLContentNode): TomlNode {
    const place = this.#placeOf(node);
    if (node.type === "TOMLArray") {
      return { kind: "list", items: node.elements.map((element) => this.#value(element)), place };
    }
    if (node.type === "TOMLInlineTable") {
      const table: OpenTable = { kind: "table", entries: new Map(), place };
      for (const pair of node.body) this.#put(table, pair);
      return table;
    }
    switch (node.kind) {
      case "string":
        return { kind: "text", value: node.value, place };
      case "boolean":
        return { kind: "boolean", value: node.value, place };
      case "integer":
        return { kind: "number", value: node.value, whole: Number.isSafeInteger(node.value), place };
      case "float":
        return { kind: "number", value: node.value, whole: false, place };
      default:
        return { kind: "time", written: node.datetime, dateOnly: node.kind === "local-date", place };
    }
  }
}
