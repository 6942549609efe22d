import fc from "fast-check";
import { expect, it } from "vitest";
import { readPkla } from "./read-pkla.ts";

it("reads who is asked what for which actions", () => {
  const { value, problems } = readPkla(
    "[Mount]\nIdentity=unix-user:kim;unix-group:disk\nAction=org.x.mount;org.x.un*\nResultAny=no\nResultActive=yes\n# ResultInactive=yes\n[Second]\nAction=a\n",
  );
  expect(problems).toEqual([]);
  expect(value.entries).toEqual([
    {
      name: "Mount",
      line: 1,
      identities: ["unix-user:kim", "unix-group:disk"],
      actions: ["org.x.mount", "org.x.un*"],
      results: [
        { session: "any", result: "no", line: 4 },
        { session: "active", result: "yes", line: 5 },
      ],
    },
    { name: "Second", line: 7, identities: [], actions: ["a"], results: [] },
  ]);
});

it("survives any text", () => {
  const piece = fc.constantFrom("[a]\n", "Identity=", "Action=", "ResultAny=yes\n", ";", "\n", "__proto__=yes\n");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      for (const { results } of readPkla(pieces.join("")).value.entries)
        for (const { line } of results) expect(line).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
});
