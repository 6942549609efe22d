import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NOUNS } from "../../src/cli/commands/registry.ts";
import { commonOptions } from "../../src/cli/frame/common-options.ts";
import { exitsOf } from "../../src/cli/frame/help.ts";
import { parseWords } from "../../src/cli/frame/parse.ts";
import type { Noun, Verb } from "../../src/cli/frame/verb.ts";
import { describeCommands, verbsOf } from "../../src/cli/reference/describe.ts";

/* Every command has examples that it takes, says what its exit codes mean, and answers with --json; or says why not. */

const described = await describeCommands(NOUNS);
const all = described.flatMap(({ noun }) => verbsOf(noun).map((verb) => ({ noun, verb })));
const nameOf = (noun: Noun, verb: Verb): string => `${noun.name} ${verb.name}`.trim();

/** What a newcomer would stumble over in a command's description. */
function faultsOf(noun: Noun, verb: Verb): string[] {
  const exits = exitsOf(verb);
  const own = Object.keys(exits).length > 2 || Object.keys(verb.exits).length > 0;
  return [
    ...verb.examples.flatMap(({ line }) => exampleFaults(noun, verb, line)),
    ...([0, 2].every((code) => exits[code]) && own ? [] : ["does not say what its exit codes mean"]),
    ...Object.keys(exits).flatMap((code) => (/^(?:[0-5]|70)$/.test(code) ? [] : [`has the exit code ${code}`])),
    ...Object.entries(verb.arguments).flatMap(([key, { summary, choices }]) =>
      choices?.every((choice) => summary.includes(choice)) ? [`names the choices of ${key} twice`] : [],
    ),
    ...Object.entries(verb.options).flatMap(([key, { kind, summary }]) =>
      kind === "list" && /repeated/.test(summary) ? [`says twice that ${key} may be repeated`] : [],
    ),
  ];
}

/** Each call in a line goes through the real parser, and one is of this command; what a shell does around them is left out. */
function exampleFaults(noun: Noun, verb: Verb, line: string): string[] {
  if (line.includes("…")) return [`${line}: nobody can type "…"`];
  const calls = [...line.matchAll(/(?:^|[\s(])sameday ([^|<>)]*)/g)].map(([, call = ""]) => call);
  try {
    const asked = calls.map((call) => askedBy(call, noun));
    return asked.includes(verb) && !asked.includes(undefined) ? [] : [`${line}: calls something else`];
  } catch (error) {
    return [`${line}: ${(error as Error).message}`];
  }
}

/** The verb that a call runs; `own` stands for the noun of its name, so that a planted fault is met. */
function askedBy(call: string, own: Noun): Verb | undefined {
  const words = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const [first, ...rest] = commonOptions(words).rest;
  const noun = first === own.name ? own : described.find((one) => one.noun.name === first)?.noun;
  const asked = noun && parseWords(noun, rest);
  return asked?.kind === "run" ? asked.verb : undefined;
}

test.each(all.map(({ noun, verb }) => [nameOf(noun, verb), noun, verb] as const))("%s", (_name, noun, verb) => {
  expect(faultsOf(noun, verb)).toEqual([]);
});

describe("the gate sees", () => {
  const noun = described.find((one) => one.noun.name === "update")?.noun as Noun;
  const verb = noun.verbs.find((one) => one.name === "report") as Verb;
  const planted = (change: Partial<Verb>): string[] => {
    const bad = { ...verb, ...change };
    return faultsOf({ ...noun, verbs: [bad] }, bad);
  };
  const example = (line: string) => ({ examples: [{ line, says: "what it does" }] });

  test.each<[string, Partial<Verb>, RegExp]>([
    ["an option that is none", example("sameday update report U-1 works --notes x"), /--notes/],
    ["an argument that is missing", example("sameday update report U-1"), /verdict/],
    ["a choice that is none", example("sameday update report U-1 good"), /good/],
    ["another command", example("sameday queue report U-1 works"), /something else/],
    ["a value that nobody can type", example("sameday update report U-1 works --note …"), /nobody/],
    [
      "exit codes without a word",
      { options: {}, exits: {}, ...example("sameday update report U-1 works") },
      /exit codes/,
    ],
    ["an exit code that is not of the table", { exits: { 9: "odd" } }, /code 9/],
  ])("%s", (_what, change, fault) => {
    expect(planted(change).join("\n")).toMatch(fault);
  });
});

const ROOT = join(import.meta.dirname, "../../src/cli");
const sources = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));

const functions = sources.flatMap(({ text }) =>
  [...text.matchAll(/^(?:export )?(?:async )?function (\w+)[\s\S]*?^}/gm)].map(([body, name = ""]) => ({ name, body })),
);

/** Functions that a text hands its context to. */
const called = (text: string): string[] => [...text.matchAll(/\b(\w+)\(\s*context\b/g)].map(([, name = ""]) => name);

/** Whether a text answers through the context, by itself or by a function that it hands its context to. */
function isAnswered(text: string, depth = 3): boolean {
  if (text.includes(".answer(")) return true;
  if (depth === 0) return false;
  return called(text).some((name) => functions.some((one) => one.name === name && isAnswered(one.body, depth - 1)));
}

/** Whether a verb's text answers through the context, in the form that --json asks for; silent ones say why. */
function answers(text: string): boolean {
  const isSilent = /^ {2}silent: /m.test(text);
  return isSilent !== (isAnswered(text) || /(?:context\.|[{,] )json\b/.test(text));
}

const blocks = sources
  .filter(({ file }) => file.startsWith("commands/"))
  .flatMap(({ file, text }) =>
    [...text.matchAll(/defineVerb\(\{[\s\S]*?^}\);/gm)].map(([block]) => {
      const name = /^ {2}name: "([^"]*)"/m.exec(block)?.[1] ?? "?";
      return [`${file.replace(/^commands\/|\.ts$/g, "")} ${name}`.trim(), block] as const;
    }),
  );

describe("with --json", () => {
  test("every command is looked at", () => expect(blocks).toHaveLength(all.length));

  test.each(blocks)("%s answers, or says why it is silent", (_name, block) => expect(answers(block)).toBe(true));

  test("a verb that prints past the context is seen", () => {
    expect(answers('defineVerb({\n  name: "x",\n  async run({ streams }) { streams.stdout.write("x") }\n});')).toBe(
      false,
    );
  });
});
