import { Argument, Command, CommanderError, Option } from "commander";
import { SamedayError } from "../../kernel/index.ts";
import { nounHelp, verbHelp } from "./help.ts";
import { flagName, type Noun, type OptionSpec, type Verb } from "./verb.ts";

/** What the words of a command line ask for. */
export type Asked =
  | { readonly kind: "help"; readonly text: string }
  /** A word where a verb of the noun would stand, and that is none. */
  | { readonly kind: "no-verb"; readonly word: string }
  | {
      readonly kind: "run";
      readonly verb: Verb;
      readonly values: { readonly args: Record<string, unknown>; readonly options: Record<string, unknown> };
    };

/** The words after the noun, without the common options. Throws USAGE with a sentence that names the word at fault. */
export function parseWords(noun: Noun, words: readonly string[]): Asked {
  let asked: Asked | undefined;
  const ask = (answer: Asked): void => {
    asked = answer;
  };
  const command = commandFor(noun.own, noun.name, () => nounHelp(noun), ask);
  for (const verb of noun.verbs) command.addCommand(commandFor(verb, verb.name, () => verbHelp(noun, verb), ask));
  command.helpCommand(false);
  try {
    command.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code !== "commander.helpDisplayed") throw new SamedayError("USAGE", sentence(error.message), error);
  }
  return asked ?? { kind: "help", text: nounHelp(noun) };
}

function commandFor(verb: Verb | undefined, name: string, help: () => string, ask: (asked: Asked) => void): Command {
  const command = new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  command.helpOption("-h, --help").allowExcessArguments(false);
  command.on("--help", () => undefined);
  command.configureHelp({
    formatHelp: () => {
      ask({ kind: "help", text: help() });
      return "";
    },
  });
  if (!verb) {
    // A noun alone asks for its help; a word that is no verb of it is a mistake, whatever follows it.
    command.argument("[words...]").allowUnknownOption();
    return command.action(([word]: readonly string[]) => {
      if (word?.startsWith("-")) command.error(`unknown option '${word}'`);
      ask(word === undefined ? { kind: "help", text: help() } : { kind: "no-verb", word });
    });
  }
  for (const [key, spec] of Object.entries(verb.arguments)) {
    const word = spec.variadic ? `${key}...` : key;
    const argument = new Argument(spec.required ? `<${word}>` : `[${word}]`);
    if (spec.choices) argument.choices([...spec.choices]);
    command.addArgument(argument);
  }
  for (const [key, spec] of Object.entries(verb.options)) command.addOption(optionFor(key, spec));
  return command.action(() => {
    const keys = Object.keys(verb.arguments);
    const args = Object.fromEntries(keys.map((key, index) => [key, command.processedArgs[index]]));
    for (const [key, spec] of Object.entries(verb.arguments)) if (spec.variadic) args[key] ??= [];
    const given = command.opts<Record<string, unknown>>();
    const options = Object.fromEntries(
      Object.entries(verb.options).map(([key, spec]) => [key, given[key] ?? absent(spec)]),
    );
    ask({ kind: "run", verb, values: { args, options } });
  });
}

function optionFor(key: string, spec: OptionSpec): Option {
  const flag = flagName(key);
  if (spec.kind === "switch") return new Option(flag);
  const option = new Option(`${flag} <${spec.value ?? "value"}>`);
  if (spec.choices) option.choices([...spec.choices]);
  if (spec.kind === "number") option.argParser((text) => readNumber(flag, text));
  if (spec.kind === "list") {
    const check = option.parseArg;
    option.argParser((text: string, before: readonly string[] | undefined) => {
      if (check) check(text, undefined);
      return [...(before ?? []), text];
    });
  }
  return spec.required ? option.makeOptionMandatory() : option;
}

function absent(spec: OptionSpec): unknown {
  return spec.kind === "switch" ? false : spec.kind === "list" ? [] : undefined;
}

function readNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new SamedayError("USAGE", `${flag} takes a number, not "${text}".`);
  }
  return value;
}

/** commander's `error: unknown option '--x'` as a sentence of ours. */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, "")
    .replace(/\n/g, " ")
    .replace(/\(Did you mean/, "(did you mean");
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!)]$/.test(capital) ? capital : `${capital}.`;
}
