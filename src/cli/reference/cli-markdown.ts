import { COMMON_EXITS, COMMON_OPTIONS, ENVIRONMENT, exitsOf, flagWords, usageOf, withChoices } from "../frame/help.ts";
import type { OptionSpec, Verb } from "../frame/verb.ts";
import { type DescribedNoun, verbsOf } from "./describe.ts";

/** docs/reference/cli.md. */
export function cliMarkdown(nouns: readonly DescribedNoun[]): string {
  const parts = [
    "# The command line",
    "",
    "Commands are nouns, then verbs.",
    "This page is written from the commands' own descriptions by `make reference`; `sameday --help`, sameday(1) and shell completion come from the same.",
    "",
    table(
      ["noun", "what"],
      nouns.map(({ summary, noun }) => [`[\`${noun.name}\`](#${noun.name})`, summary]),
    ),
    "## Common options",
    "",
    optionTable({ ...COMMON_OPTIONS, version: { kind: "switch", summary: "show the version and end" } }),
    "## Exit codes",
    "",
    "What a command means by them stands with it; any other is as here.",
    "Single errors and what to do about them: [errors.md](errors.md).",
    "",
    table(["code", "meaning"], Object.entries(COMMON_EXITS)),
    "## Environment",
    "",
    table(
      ["variable", "meaning"],
      ENVIRONMENT.map(([name, says]) => [`\`${name}\``, says]),
    ),
    ...nouns.flatMap(nounPart),
  ];
  return `${parts.join("\n").trimEnd()}\n`;
}

function nounPart({ noun }: DescribedNoun): readonly string[] {
  return [
    `## ${noun.name}`,
    "",
    sentences(noun.description),
    "",
    ...verbsOf(noun).flatMap((verb) => verbPart(noun, verb)),
  ];
}

function verbPart(noun: DescribedNoun["noun"], verb: Verb): readonly string[] {
  const rows = Object.entries(verb.arguments).map(([key, spec]) => [
    `\`${key.toUpperCase()}\``,
    withChoices(spec.summary, spec.choices),
  ]);
  return [
    `### ${[noun.name, verb.name].filter(Boolean).join(" ")}`,
    "",
    "```",
    usageOf(noun, verb),
    "```",
    "",
    `${verb.summary.charAt(0).toUpperCase()}${verb.summary.slice(1)}.`,
    ...(verb.description ? [sentences(verb.description)] : []),
    "",
    ...(rows.length > 0 ? [table(["argument", "meaning"], rows)] : []),
    ...(Object.keys(verb.options).length > 0 ? [optionTable(verb.options)] : []),
    table(["exit code", "meaning"], Object.entries(exitsOf(verb))),
    ...verb.examples.flatMap((example) => ["```sh", `# ${example.says}`, example.line, "```", ""]),
  ];
}

function optionTable(options: Readonly<Record<string, OptionSpec>>): string {
  return table(
    ["option", "meaning"],
    Object.entries(options).map(([key, spec]) => [
      `\`${flagWords(key, spec)}\``,
      withChoices(spec.summary, spec.choices),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line), ""].join("\n");
}

/** One sentence a line. */
function sentences(text: string): string {
  return text.replace(/([.;]) (?=[A-Z])/g, "$1\n");
}
