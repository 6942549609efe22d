import { describe, expect, test } from "vitest";
import { checkCredit } from "./check-credit.ts";

const PLACE = { file: "advisory.toml", line: 1, column: 1 };
const ALICE = { name: "Alice Example", organization: "Example Lab", role: "reporter" } as const;
const FIXER = { name: "Finn Fixer", organization: undefined, role: "remediation-developer" } as const;

const codes = (credits: readonly object[], decided: string): readonly string[] =>
  checkCredit({ credits } as never, decided, PLACE).map(({ code, severity }) => `${severity} ${code}`);

describe("who is thanked is who was decided on", () => {
  test.each([
    "none",
    "None wanted.",
    "nobody",
    "no credit, please",
    "-",
    "anonymous",
    "declined by their wish",
    "NONE",
  ])("%s: nobody who found it may be named", (decided) => {
    expect(codes([ALICE], decided)).toEqual(["error advisory-credit-not-wanted"]);
    expect(codes([], decided)).toEqual([]);
    // Whoever repaired it decided for themselves.
    expect(codes([FIXER], decided)).toEqual([]);
  });

  test.each(["Alice Example", "alice example of example lab", "Example Lab", "Alice", "thanks to Alice Example"])(
    "%s: she is named",
    (decided) => expect(codes([ALICE, FIXER], decided)).toEqual([]),
  );

  test.each(["Nobody Knows Ltd", "No Name Lab", "Bob", "Anonymous Sheep Collective"])(
    "%s: a name that the advisory does not have is a warning, and no refusal",
    (decided) => {
      expect(codes([ALICE], decided)).toEqual(["warning advisory-credit-missing"]);
      expect(codes([FIXER], decided)).toEqual(["warning advisory-credit-missing"]);
    },
  );

  test("the sentence says both, so that a person can choose", () => {
    expect(checkCredit({ credits: [ALICE] } as never, "none", PLACE)[0]?.message).toBe(
      'The case says that nobody is to be thanked ("none"), and the advisory names Alice Example. Change the one or the other.',
    );
  });
});
