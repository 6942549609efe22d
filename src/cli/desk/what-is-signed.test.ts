import { expect, test } from "vitest";
import { challengeText } from "../../accounts/index.ts";
import { requireLoginText } from "./what-is-signed.ts";

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
