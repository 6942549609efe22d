// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Nix puts values in like it
import fc from "fast-check";
import { expect, test } from "vitest";
import { rulesOfNix } from "./by-nix.ts";

/** Rules that are found, as `line: text`. */
function found(source: string): string[] {
  const made = rulesOfNix(source);
  return made
    ? made.text
        .trimEnd()
        .split("\n")
        .map((text, index) => `${made.lines[index]}: ${text}`)
    : [];
}

const RULES = `security.sudo = {
  extraRules = [
    { groups = [ "adm" ]; runAs = "root";
      commands = [
        "/bin/a" # why
        { command = "\${pkgs.b}/bin/b *"; options = [ "NOPASSWD" "SETENV" ]; }
      ];
    }
    { users = [ "kim" "ben" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; }
  ];
};
`;

test.each([
  ["no password", "{\n  security.sudo.wheelNeedsPassword = false;\n}", ["2: %wheel ALL=(ALL:ALL) NOPASSWD: ALL"]],
  ["forced", "sudo.wheelNeedsPassword = lib.mkForce false;", ["1: %wheel ALL=(ALL:ALL) NOPASSWD: ALL"]],
  ["a password", "security.sudo.wheelNeedsPassword = true;", []],
  ["a comment", "# security.sudo.wheelNeedsPassword = false;", []],
  ["nobody", 'security.sudo.extraRules = [ { commands = [ "ALL" ]; } ];', []],
  ["an end that is missing", 'security.sudo.extraRules = [ { users = [ "kim"', []],
  [
    "rules",
    RULES,
    [
      "5: %adm ALL=(root) /bin/a",
      "6: %adm ALL=(root) NOPASSWD: SETENV: /nix/store/package/bin/b *",
      "9: kim, ben ALL=(ALL:ALL) NOPASSWD: ALL",
    ],
  ],
])("%s", (_, source, expected) => {
  expect(found(source)).toEqual(expected);
});

test("lists that are nested deeper than a person writes end", () => {
  expect(found(`security.sudo.extraRules = ${"[".repeat(1000)}${"]".repeat(1000)};`)).toEqual([]);
});

test("any beginning of a file is read to its end, and each rule stands on a line of it", () => {
  fc.assert(
    fc.property(fc.nat(RULES.length), fc.string({ maxLength: 8 }), (cut, junk) => {
      const source = `${RULES.slice(0, cut)}${junk}`;
      const lines = source.split("\n").length;
      for (const line of rulesOfNix(source)?.lines ?? []) expect(line >= 1 && line <= lines).toBe(true);
    }),
    { numRuns: 100 },
  );
});
