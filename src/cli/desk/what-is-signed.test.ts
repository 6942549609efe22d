import { expect, test } from "vitest";
import { challengeText } from "../../accounts/index.ts";
import { formatApproval } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { requireDecisionText, requireLoginText } from "./what-is-signed.ts";

/* Whose login is signed for which address; that nothing else is signed is tested with a real key. */

const challenge = (publicUrl: string) =>
  challengeText({ publicUrl, person: "leo", nonce: "n".repeat(32), expires: new Date("2026-11-21T12:00:00Z") });

test.each([
  ["https://desk.example.org", "https://desk.example.org", true],
  ["https://desk.example.org", "https://DESK.example.org:443/", true],
  ["https://example.org/desk", "https://example.org/desk", true],
  ["https://desk.example.org", "http://127.0.0.1:8420", true],
  ["https://desk.example.org", "http://localhost:9000", true],
  ["https://desk.example.org", "https://desk.example.com", false],
  ["https://desk.example.org", "http://desk.example.org", false],
  ["https://desk.example.org", "http://127.0.0.1.example.com", false],
  ["http://127.0.0.1:8420", "https://desk.example.com", false],
  ["no-address", "also-none", false],
])("a login at %s that comes from %s: %s", async (publicUrl, address, isSigned) => {
  const signing = requireLoginText(challenge(publicUrl), "leo", address);
  if (isSigned) await expect(signing).resolves.toBeUndefined();
  else await expect(signing).rejects.toMatchObject({ code: "DESK_SUSPECT" });
});

test.each([
  [["CVE-2026-1000"], ["CVE-2026-1000"], true],
  [["CVE-2026-999", "CVE-2026-1000"].reverse(), ["CVE-2026-1000"], false],
  [["CVE-2026-1000"], ["CVE-2026-1001"], false],
  [["CVE-2026-1000"], ["S-204817365"], false],
  [undefined, ["CVE-2026-1001"], true],
])("where it is known that an update fixes %j, an approval of %j is signed: %s", (issues, said, isSigned) => {
  const text = formatApproval({
    ...{ edition: 4, decision: "approve", update: "U-204817365", source: "hello", version: "1", release: "bookworm" },
    ...{ issues: said, regressionOf: "", builtWithout: [], until: "2026-11-28T14:02:00Z", reason: "" },
    files: [{ name: "hello_1.dsc", sha256: sha256("dsc") }],
  });
  const word = { update: "U-204817365", decision: "approve", reason: "", ...(issues && { issues }) } as const;
  const signing = () => requireDecisionText(text, word);
  if (isSigned) expect(signing).not.toThrow();
  else expect(signing).toThrow(expect.objectContaining({ code: "DESK_SUSPECT" }));
});
