import { PRODUCT_SENTENCE } from "./product.ts";
import { flagName, type Noun, type NounEntry, type OptionSpec, type Verb } from "./verb.ts";

/** Exit codes of every command; docs/reference/errors.md says which error has which. */
export const COMMON_EXITS: Readonly<Record<number, string>> = {
  0: "done, or the answer is yes",
  1: "the answer is no: something was not found, or a check found a fault",
  2: "wrong usage, or input that cannot be read",
  3: "refused by a rule: a right, a signature, a version, a conflict",
  4: "something on this machine is missing or broken; see sameday doctor",
  5: "a peer failed: archive, builder, signer, or a program that was run",
  70: "a fault of Sameday's own",
};

/** What these mean of a command that talks to a desk. */
const DESK_EXITS: Readonly<Record<number, string>> = {
  1: "the desk knows of no such thing",
  3: "the desk refuses: you are not logged in, have no right to it, or a rule stands against it",
  4: "the desk cannot be reached",
};

/** Every exit code of a command that has a reason of its own, in order; any other is as in COMMON_EXITS. */
export function exitsOf(verb: Verb): Readonly<Record<number, string>> {
  const common = pick(COMMON_EXITS, [0, 2]);
  return { ...common, ...("desk" in verb.options ? DESK_EXITS : {}), ...verb.exits };
}

export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { kind: "switch", summary: "answer with one JSON document on standard output; no progress, no colours" },
  data: {
    kind: "text",
    value: "DIR",
    summary: "data directory; default $SAMEDAY_DATA, as root /var/lib/sameday, else ~/.local/share/sameday",
  },
  help: { kind: "switch", summary: "show this help and end" },
};

const LAYERS: OptionSpec = {
  kind: "list",
  value: "DIR",
  summary:
    "directory of tracker data, the lowest first, what lies over it after; without it, the layers of the desk's definition",
};

function commonOptionsOf(noun: Noun): Readonly<Record<string, OptionSpec>> {
  return noun.layered ? { ...COMMON_OPTIONS, data: LAYERS } : COMMON_OPTIONS;
}

export const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["SAMEDAY_DATA", "Data directory, unless --data is given."],
  ["SAMEDAY_DESK", "Address of the desk, unless --desk is given."],
  ["SAMEDAY_TOKEN_FILE", "File with the token of a login, instead of the one that `sameday login` keeps."],
  ["DATABASE_URL", "PostgreSQL server to use instead of the private one in the data directory."],
  ["NO_COLOR", "When set, no colours."],
  ["SAMEDAY_NODE", "The Node program with which ./sameday starts."],
  ["SAMEDAY_DEBUG", "When 1, faults are shown with their stack; it may quote confidential text."],
];

export const ROOT_EXAMPLES: readonly (readonly [string, string])[] = [
  ["sameday drill", "a past fix through the whole line, on scratch queues and keys"],
  ["sameday doctor", "what this machine lacks, and how to get it"],
  ["sameday distribution check debian.toml", "check a distribution definition"],
  ["sameday NOUN VERB --help", "the help of one command"],
];

const WIDTH = 80;

export function rootHelp(nouns: readonly NounEntry[]): string {
  return sections([
    ["", "Usage: sameday [--json] [--data DIR] NOUN [VERB] [ARGUMENT...]"],
    ["", wrap(PRODUCT_SENTENCE, 0)],
    ["Nouns", table(nouns.map((noun) => [noun.name, noun.summary]))],
    ["Common options", table([...optionRows(COMMON_OPTIONS), ["--version", "show the version and end"]])],
    ["Examples", table(ROOT_EXAMPLES)],
    ["Exit codes", table(exitRows(COMMON_EXITS))],
    ["", "See sameday(1) for all of it on one page."],
  ]);
}

export function nounHelp(noun: Noun): string {
  if (noun.verbs.length === 0 && noun.own) return verbHelp(noun, noun.own);
  const usages = [
    noun.own && usageOf(noun, noun.own),
    noun.verbs.length > 0 && `sameday ${noun.name} VERB [ARGUMENT...]`,
  ];
  const shown = [...(noun.own?.examples ?? []), ...noun.verbs.flatMap((verb) => verb.examples.slice(0, 1))];
  return sections([
    ["", `Usage: ${usages.filter(Boolean).join("\n       ")}`],
    ["", wrap(noun.description, 0)],
    ["Verbs", table(noun.verbs.map((verb) => [verb.name, verb.summary]))],
    ...(noun.own ? ownSections(noun.own) : []),
    ["Common options", table(optionRows(commonOptionsOf(noun)))],
    ["Examples", examples(shown)],
    ["Exit codes", noun.own ? table(exitRows(exitsOf(noun.own))) : ""],
    ["", `sameday ${noun.name} VERB --help shows the help of one verb.`],
  ]);
}

export function verbHelp(noun: Noun, verb: Verb): string {
  const description = verb.description ?? (verb.name === "" ? noun.description : undefined);
  return sections([
    ["", usageLine(noun, verb)],
    ["", wrap(`${capital(verb.summary)}.`, 0)],
    ["", description ? wrap(description, 0) : ""],
    ...ownSections(verb),
    ["Common options", table(optionRows(commonOptionsOf(noun)))],
    ["Examples", examples(verb.examples)],
    ["Exit codes", table(exitRows(exitsOf(verb)))],
    ["", "sameday --help shows the exit codes that every command may have."],
  ]);
}

function ownSections(verb: Verb): [string, string][] {
  const rows = Object.entries(verb.arguments).map(
    ([key, spec]) => [key.toUpperCase(), withChoices(spec.summary, spec.choices)] as const,
  );
  return [
    ["Arguments", table(rows)],
    ["Options", table(optionRows(verb.options))],
  ];
}

/** `sameday queue pass [--note TEXT] QUEUE UPDATE`. */
export function usageOf(noun: Noun, verb: Verb): string {
  return usageWords(noun, verb).join(" ");
}

/** An option and its value are one word, so that a line never breaks between them. */
function usageWords(noun: Noun, verb: Verb): readonly string[] {
  const words = ["sameday", noun.name, verb.name].filter((word) => word !== "");
  if (noun.layered) words.push("[--data DIR]...");
  for (const [key, spec] of Object.entries(verb.options)) {
    words.push(spec.required ? flagWords(key, spec) : `[${flagWords(key, spec)}]${spec.kind === "list" ? "..." : ""}`);
  }
  for (const [key, spec] of Object.entries(verb.arguments)) {
    const word = `${key.toUpperCase()}${spec.variadic ? "..." : ""}`;
    words.push(spec.required ? word : `[${word}]`);
  }
  return words;
}

function usageLine(noun: Noun, verb: Verb): string {
  return `Usage: ${wrapWords(usageWords(noun, verb), 11).trimStart()}`;
}

export function flagWords(key: string, spec: OptionSpec): string {
  return spec.kind === "switch" ? flagName(key) : `${flagName(key)} ${spec.value ?? "VALUE"}`;
}

export function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices ? `${summary}: ${choices.join(", ")}` : summary;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): (readonly [string, string])[] {
  return Object.entries(options).map(([key, spec]) => [
    flagWords(key, spec),
    `${withChoices(spec.summary, spec.choices)}${spec.kind === "list" ? " (may be repeated)" : ""}`,
  ]);
}

function exitRows(exits: Readonly<Record<number, string>>): (readonly [string, string])[] {
  return Object.entries(exits).map(([code, meaning]) => [code, meaning]);
}

function examples(list: readonly { readonly line: string; readonly says: string }[]): string {
  return list.map((example) => `  ${example.line}\n${wrap(example.says, 6)}`).join("\n");
}

/** Two columns; a left side that is too wide stands on a line of its own. */
function table(rows: readonly (readonly [string, string])[]): string {
  const left = Math.min(24, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows
    .map(([name, text]) => {
      const body = wrap(text, left + 4);
      return name.length <= left ? `  ${name.padEnd(left)}  ${body.trimStart()}` : `  ${name}\n${body}`;
    })
    .join("\n");
}

function wrap(text: string, indent: number): string {
  return text
    .split("\n")
    .map((paragraph) => {
      if (!paragraph.startsWith("* ")) return wrapWords(paragraph.split(/\s+/), indent);
      // An item of a list: what does not fit on its line stands under its first word.
      const item = wrapWords(paragraph.slice(2).split(/\s+/), indent + 2);
      return `${" ".repeat(indent)}* ${item.trimStart()}`;
    })
    .join("\n");
}

function wrapWords(words: readonly string[], indent: number): string {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  for (const word of words) {
    if (line.length > indent && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(indent);
    }
    line += line.length > indent ? ` ${word}` : word;
  }
  return [...lines, line].join("\n");
}

function sections(parts: readonly (readonly [string, string])[]): string {
  const shown = parts.filter(([, body]) => body !== "");
  return `${shown.map(([title, body]) => (title ? `${title}:\n${body}` : body)).join("\n\n")}\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function pick(table: Readonly<Record<number, string>>, codes: readonly number[]): Record<number, string> {
  return Object.fromEntries(codes.map((code) => [code, table[code] ?? ""]));
}
