import type { Parsed, Problem } from "../../../kernel/index.ts";
import { readAssignment, readInclude } from "./directives.ts";
import { profileHeader } from "./header.ts";
import { QUALIFIERS, readRule } from "./rules.ts";
import { type Token, tokens } from "./tokens.ts";
import type { ApparmorFile, ApparmorProfile } from "./types.ts";

/** Problems that one file may report; a file of junk has one a word. */
const MOST_PROBLEMS = 20;

/** Blocks in blocks; a profile with a child, a hat and qualifiers has four. What is deeper is junk, and is not read. */
const DEEPEST = 32;

/** A block that is open: a profile's, that of qualifiers (`owner { … }`), or a condition's. */
interface Block {
  readonly profile: ApparmorProfile | undefined;
  readonly qualifiers: readonly string[];
  readonly line: number;
}

/** Reads a profile, an abstraction or tunables. A rule that is none is left out, with a problem. */
export function readApparmor(text: string): Parsed<ApparmorFile> {
  const file = { profiles: [], rules: [], includes: [], variables: [], aliases: [] } as Writable<ApparmorFile>;
  const problems: Problem[] = [];
  const report = (line: number, code: string, message: string) => {
    if (problems.length < MOST_PROBLEMS)
      problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  };
  const blocks: Block[] = [];
  let words: Token[] = [];
  for (const token of tokens(text)) {
    const block = blocks.at(-1);
    if (token.kind === "word" || token.kind === "list") {
      words.push(token);
      continue;
    }
    if (words.length > 0 && token.kind !== "open" && token.kind !== "end")
      report(words[0]?.line ?? token.line, "apparmor-comma", "A rule ends with a comma; this one does not.");
    if (token.kind === "open") {
      if (blocks.length >= DEEPEST) break;
      const profile = block?.profile;
      const opened = openBlock(words, profile);
      if (opened === undefined) report(token.line, "apparmor-block", "A block belongs to a profile or to qualifiers.");
      if (opened?.profile && opened.profile !== profile) file.profiles.push(opened.profile);
      const qualifiers = [...(block?.qualifiers ?? []), ...(opened?.qualifiers ?? [])].slice(-8);
      blocks.push({ profile: opened ? opened.profile : profile, qualifiers, line: token.line });
    } else if (token.kind === "close") {
      if (!blocks.pop()) report(token.line, "apparmor-brace", "This brace closes nothing.");
    } else if (token.kind === "include") file.includes.push(readInclude(token, block?.profile));
    else if (token.kind === "assignment") {
      const variable = readAssignment(token);
      if (variable) file.variables.push(variable);
    } else if (words.length > 0) {
      const problem = readStatement(file, words, token.line, block);
      if (problem) report(words[0]?.line ?? token.line, "apparmor-rule", problem);
    }
    words = [];
  }
  if (words.length > 0) report(words[0]?.line ?? 1, "apparmor-comma", "A rule ends with a comma; this one does not.");
  for (const { line } of blocks) report(line, "apparmor-brace", "This brace is never closed.");
  return { value: file, problems };
}

type Writable<T> = { [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function openBlock(words: readonly Token[], parent: ApparmorProfile | undefined) {
  const first = words[0]?.text;
  if (first === "if" || first === "else") return { profile: parent, qualifiers: [] };
  const qualifiers = words.map(({ text }) => text);
  if (words.length > 0 && qualifiers.every((text) => QUALIFIERS.has(text))) return { profile: parent, qualifiers };
  const profile = profileHeader(words, parent);
  return profile && { profile, qualifiers: [] };
}

/** Adds what a statement says; the sentence of a problem where it says nothing. */
function readStatement(
  file: Writable<ApparmorFile>,
  words: readonly Token[],
  endLine: number,
  block: Block | undefined,
): string | undefined {
  const [first, second, third, fourth] = words;
  if (first?.text === "abi" && words.length === 2) return undefined;
  if (first?.text === "alias" && second && third?.text === "->" && fourth) {
    file.aliases.push({ from: second.text, to: fourth.text, line: first.line });
    return undefined;
  }
  const rule = readRule(words, endLine, block?.profile, block?.qualifiers ?? []);
  if (!rule) return "This is no rule that apparmor.d(5) knows.";
  file.rules.push(rule);
  return undefined;
}
