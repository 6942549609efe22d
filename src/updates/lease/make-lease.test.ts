import { expect, test } from "vitest";
import type { Suite } from "../../distribution/index.ts";
import { withoutLeftOut } from "./make-lease.ts";

const main: Suite = { name: "bookworm", role: "main", url: "http://x/debian", keyring: "/k", components: ["main"] };
const security: Suite = { ...main, name: "bookworm-security", role: "security" };
const gap = (suite: string) => ({ suite, reason: "Its index is not the signed one." });

test.each([
  ["nothing is missing", [], ["bookworm", "bookworm-security"], []],
  ["the security suite's index is missing", [gap("bookworm-security")], ["bookworm"], [gap("bookworm-security")]],
  ["without the main suite nothing can be built", [gap("bookworm")], ["bookworm", "bookworm-security"], []],
  ["a suite that builds do not use", [gap("bookworm-backports")], ["bookworm", "bookworm-security"], []],
])("%s", (_name, missing, used, leftOut) => {
  const chosen = withoutLeftOut([main, security], missing);
  expect(chosen.used.map((suite) => suite.name)).toEqual(used);
  expect(chosen.leftOut).toEqual(leftOut);
});
