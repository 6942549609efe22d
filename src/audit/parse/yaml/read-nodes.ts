import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import type { Problem } from "../../../kernel/index.ts";
import type { YamlEntry, YamlNode, YamlPlace } from "./types.ts";

/** Nodes of one document once every alias stands for what it names. */
const MOST_NODES = 100_000;

interface Reading {
  readonly lines: LineCounter;
  readonly problems: Problem[];
  /** What an anchor names; undefined while it is being read, since it cannot be inside itself. */
  readonly anchors: Map<string, YamlNode | undefined>;
  readonly sizes: Map<YamlNode, number>;
}

/** The tree of a document. Aliases share what they name, and are counted as if it were written out. */
export function readNodes(document: Document, lines: LineCounter, problems: Problem[]): YamlNode {
  const reading: Reading = { lines, problems, anchors: new Map(), sizes: new Map() };
  return readNode(reading, document.contents, { line: 1, column: 1 });
}

function readNode(reading: Reading, node: unknown, nothingAt: YamlPlace): YamlNode {
  if (isAlias(node)) return readAlias(reading, node.source, placeOf(reading, node, nothingAt));
  const place = placeOf(reading, node, nothingAt);
  const anchor = isScalar(node) || isSeq(node) || isMap(node) ? node.anchor : undefined;
  if (anchor !== undefined) reading.anchors.set(anchor, undefined);
  const read = readPlain(reading, node, place);
  if (anchor !== undefined) reading.anchors.set(anchor, read);
  return read;
}

function readPlain(reading: Reading, node: unknown, place: YamlPlace): YamlNode {
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(reading, item, place));
    return sized(reading, { kind: "list", items, ...place }, items);
  }
  if (isMap(node)) {
    const entries = node.items.flatMap((pair) => readPair(reading, pair, place));
    const values = entries.map(({ value }) => value);
    return sized(reading, { kind: "map", entries, ...place }, values);
  }
  return sized(reading, isScalar(node) ? scalar(node.value, node.source, place) : scalar(null, "", place), []);
}

function scalar(value: unknown, source: string | undefined, place: YamlPlace): YamlNode {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  const text = typeof value === "string" ? value : (source ?? "");
  return { kind: "scalar", value: isPlain ? value : null, text, line: place.line, column: place.column };
}

function readPair(reading: Reading, pair: Pair, nothingAt: YamlPlace): YamlEntry[] {
  const key = readNode(reading, pair.key, nothingAt);
  const value = readNode(reading, pair.value, key);
  if (key.kind !== "scalar") return [];
  if (key.text === "<<") return merged(value);
  return [{ key: key.text, value, line: key.line, column: key.column }];
}

/** `<<: *base` and `<<: [*a, *b]` bring the entries of other maps in. */
function merged(value: YamlNode): YamlEntry[] {
  if (value.kind === "map") return [...value.entries];
  return value.kind === "list" ? value.items.flatMap((item) => (item.kind === "map" ? item.entries : [])) : [];
}

function readAlias(reading: Reading, name: string, place: YamlPlace): YamlNode {
  const named = reading.anchors.get(name);
  if (named) return sized(reading, { ...named, ...place }, [named]);
  report(reading, "yaml-alias", `The alias ${JSON.stringify(name)} names nothing that stands before it.`, place);
  return scalar(null, "", place);
}

/** The node itself, or nothing in its place when it would be too many nodes with its aliases written out. */
function sized(reading: Reading, node: YamlNode, inside: readonly YamlNode[]): YamlNode {
  const size = inside.reduce((sum, inner) => sum + (reading.sizes.get(inner) ?? 1), 1);
  if (size <= MOST_NODES) {
    reading.sizes.set(node, size);
    return node;
  }
  report(reading, "yaml-aliases", `The aliases here stand for more than ${MOST_NODES} values.`, node);
  return scalar(null, "", node);
}

function placeOf(reading: Reading, node: unknown, nothingAt: YamlPlace): YamlPlace {
  const start = (node as Node | null | undefined)?.range?.[0];
  if (start === undefined) return { line: nothingAt.line, column: nothingAt.column };
  const { line, col } = reading.lines.linePos(start);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function report(reading: Reading, code: string, message: string, { line, column }: YamlPlace): void {
  if (reading.problems.length < 20)
    reading.problems.push({ code, severity: "error", message, place: { line, column } });
}
