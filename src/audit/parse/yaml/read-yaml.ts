import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLError } from "yaml";
import type { Parsed, Problem } from "../../../kernel/index.ts";
import { nestsTooDeep } from "./depth.ts";
import { readNodes } from "./read-nodes.ts";
import type { YamlFile } from "./types.ts";

/** In characters and in words of YAML's grammar; the library takes a second for so many. People write a tenth of it. */
const LARGEST = 1 << 18;
const MOST_LEXEMES = 20_000;
const DEEPEST = 64;
const MOST_PROBLEMS = 20;

/** YAML as PyYAML's safe loader takes it, with places. What is too large or too deep gives a problem and no documents. */
export function readYaml(text: string): Parsed<YamlFile> {
  if (text.length > LARGEST) return refused("yaml-too-large", `The file has more than ${LARGEST} characters.`);
  // No lexeme is empty, so a short text has not to be counted.
  if (text.length > MOST_LEXEMES && hasMoreLexemes(text, MOST_LEXEMES))
    return refused("yaml-too-large", `The file has more than ${MOST_LEXEMES} words, signs and line ends.`);
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (nestsTooDeep(tokens, DEEPEST))
    return refused("yaml-too-deep", `Lists and maps stand more than ${DEEPEST} deep in each other.`);
  const composer = new Composer({ version: "1.1", uniqueKeys: false, keepSourceTokens: false, prettyErrors: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const problems: Problem[] = documents.flatMap((document) => problemsOf(document, lines));
  const value = { documents: documents.map((document) => readNodes(document, lines, problems)) };
  return { value, problems: problems.slice(0, MOST_PROBLEMS) };
}

function hasMoreLexemes(text: string, most: number): boolean {
  let count = 0;
  for (const _lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

function problemsOf(document: Document, lines: LineCounter): Problem[] {
  return [...document.errors, ...document.warnings].slice(0, MOST_PROBLEMS).map((error) => ({
    code: "yaml-syntax",
    severity: error.name === "YAMLParseError" ? "error" : "warning",
    message: sentence(error),
    place: placeOf(lines, error.pos[0]),
  }));
}

function sentence(error: YAMLError): string {
  return `The YAML cannot be read here (${error.code.toLowerCase().replaceAll("_", " ")}).`;
}

function placeOf(lines: LineCounter, offset: number): Problem["place"] {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function refused(code: string, message: string): Parsed<YamlFile> {
  return { value: { documents: [] }, problems: [{ code, severity: "error", message, place: { line: 1, column: 1 } }] };
}
