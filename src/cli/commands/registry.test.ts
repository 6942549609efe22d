import { describe, expect, test } from "vitest";
import { describeCommands, verbsOf } from "../reference/describe.ts";
import { NOUNS } from "./registry.ts";

const described = await describeCommands(NOUNS);
const verbs = described.flatMap(({ noun }) =>
  verbsOf(noun).map((verb) => [`${noun.name} ${verb.name}`.trim(), noun, verb] as const),
);

describe("every noun", () => {
  test("has a name of its own, the same in its file and in the registry", () => {
    expect(new Set(NOUNS.map((entry) => entry.name)).size).toBe(NOUNS.length);
    expect(described.map(({ noun }) => noun.name)).toEqual(NOUNS.map((entry) => entry.name));
  });

  test.each(NOUNS.map((entry) => [entry.name, entry] as const))("%s is summed up in a clause", (_name, { summary }) => {
    expect(summary).toMatch(/^\S.*[^.]$/);
  });
});

describe("every command", () => {
  test.each(verbs)("%s has an example that calls it, and says what it does", (name, _noun, verb) => {
    expect(verb.examples.length).toBeGreaterThan(0);
    for (const example of verb.examples) {
      expect(example.line).toContain(`sameday ${name}`);
      expect(example.says).toMatch(/^\S.*[^.]$/);
    }
    expect(verb.summary).toMatch(/^\S.*[^.]$/);
  });

  test.each(verbs)("%s has options that the parser cannot misread", (_name, _noun, verb) => {
    for (const key of Object.keys(verb.options)) {
      expect(key).toMatch(/^(?!no[A-Z])(?!(?:json|data|help|version)$)[a-z][A-Za-z0-9]*$/);
    }
    const kinds = Object.values(verb.arguments);
    expect(kinds.slice(0, -1).some((spec) => spec.variadic)).toBe(false);
    const firstOptional = kinds.findIndex((spec) => !spec.required);
    expect(firstOptional >= 0 && kinds.slice(firstOptional).some((spec) => spec.required)).toBe(false);
  });
});
