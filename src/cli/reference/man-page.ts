import {
  COMMON_EXITS,
  COMMON_OPTIONS,
  ENVIRONMENT,
  exitsOf,
  flagWords,
  ROOT_EXAMPLES,
  usageOf,
  withChoices,
} from "../frame/help.ts";
import type { OptionSpec, Verb } from "../frame/verb.ts";
import { type DescribedNoun, verbsOf } from "./describe.ts";

/** The manual page sameday(1) in the man macros (man(7)). No date: the page changes only when the commands do. */
export function manPage(nouns: readonly DescribedNoun[], version: string): string {
  const parts = [
    '.\\" Written by `make reference` from the descriptions of the commands.',
    `.TH SAMEDAY 1 "" "sameday ${roff(version)}" "User Commands"`,
    ".SH NAME",
    "sameday \\- the security desk of a Linux distribution",
    ".SH SYNOPSIS",
    ".B sameday",
    "[\\fB\\-\\-json\\fR] [\\fB\\-\\-data\\fR \\fIDIR\\fR] \\fINOUN\\fR [\\fIVERB\\fR] [\\fIARGUMENT\\fR...]",
    ".SH DESCRIPTION",
    "Takes a fix from a report or a CVE to a signed, reproduced, tested update on users' machines the same day.",
    "Commands are nouns, then verbs: what a command is about, then what is done to it.",
    ".SH COMMANDS",
    ...nouns.flatMap(nounPart),
    ".SH COMMON OPTIONS",
    ...optionParts(COMMON_OPTIONS),
    ".TP",
    "\\fB\\-\\-version\\fR",
    "Show the version and end.",
    ".SH EXIT STATUS",
    ...pairs(Object.entries(COMMON_EXITS).map(([code, meaning]) => [code, sentence(meaning)])),
    ".SH ENVIRONMENT",
    ...pairs(ENVIRONMENT),
    ".SH FILES",
    ...pairs([
      ["/var/lib/sameday", "Data directory when root starts the desk."],
      ["~/.local/share/sameday", "Data directory of other users; $XDG_DATA_HOME moves it."],
    ]),
    ".SH EXAMPLES",
    ...pairs(ROOT_EXAMPLES.map(([line, says]) => [line, sentence(says)])),
    ".SH SEE ALSO",
    ".BR apt (8),",
    ".BR deb\\-version (7)",
  ];
  return `${parts.join("\n")}\n`;
}

function nounPart({ summary, noun }: DescribedNoun): readonly string[] {
  return [
    `.SS ${roff(noun.name)} \\- ${roff(summary)}`,
    text(noun.description),
    ...verbsOf(noun).flatMap((verb) => verbPart(noun, verb)),
  ];
}

function verbPart(noun: DescribedNoun["noun"], verb: Verb): readonly string[] {
  const inner = [
    ...Object.entries(verb.arguments).flatMap(([key, spec]) => [
      ".TP",
      `\\fI${roff(key.toUpperCase())}\\fR`,
      text(sentence(withChoices(spec.summary, spec.choices))),
    ]),
    ...optionParts(verb.options),
    ...pairs(Object.entries(exitsOf(verb)).map(([code, meaning]) => [`exit ${code}`, sentence(meaning)])),
    ...verb.examples.flatMap((example) => [
      ".PP",
      `${roff(sentence(example.says).replace(/\.$/, ""))}:`,
      ".PP",
      ".EX",
      text(example.line),
      ".EE",
    ]),
  ];
  return [
    ".TP",
    `\\fB${roff(usageOf(noun, verb))}\\fR`,
    text(sentence(verb.summary)),
    ...(verb.description ? paragraphs(verb.description) : []),
    ".RS",
    ...inner,
    ".RE",
  ];
}

function optionParts(options: Readonly<Record<string, OptionSpec>>): readonly string[] {
  return Object.entries(options).flatMap(([key, spec]) => [
    ".TP",
    `\\fB${roff(flagWords(key, spec))}\\fR`,
    text(sentence(withChoices(spec.summary, spec.choices))),
  ]);
}

function pairs(rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.flatMap(([name, says]) => [".TP", `\\fB${roff(name)}\\fR`, text(says)]);
}

function sentence(clause: string): string {
  const capital = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** Lines and empty lines of a description stay what they are. */
function paragraphs(description: string): readonly string[] {
  return description
    .split("\n")
    .flatMap((line, at) => (line === "" ? [".sp"] : [...(at === 0 ? [] : [".br"]), text(line)]));
}

/** A line of text: one that begins with a dot or an apostrophe would be read as a request. */
function text(line: string): string {
  const escaped = roff(line);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Backslashes would begin an escape; a plain hyphen would become a typographic one that cannot be copied. */
function roff(raw: string): string {
  return raw
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("’", "'")
    .replaceAll("→", "->")
    .replace(/\n/g, " ");
}
