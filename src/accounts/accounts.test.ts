import { TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { systemRandom } from "../system/index.ts";
import { challengeText, nonceOf } from "./challenge-text.ts";
import { hashPassword, passwordFits } from "./password.ts";
import { addressKey, pauseAfter } from "./throttle.ts";
import { newTotpSecret, totpAddress, totpStep } from "./totp.ts";

test("a password fits its own hash and no other, and its hash never repeats", async () => {
  const hash = await hashPassword("correct horse battery", systemRandom);
  expect(await passwordFits("correct horse battery", hash)).toBe(true);
  expect(await passwordFits("correct horse batterY", hash)).toBe(false);
  expect(await hashPassword("correct horse battery", systemRandom)).not.toBe(hash);
  expect(await passwordFits("", "not a hash")).toBe(false);
});

describe("a code of the authenticator", () => {
  const secret = newTotpSecret(systemRandom);
  const now = new Date("2026-11-21T12:00:10Z");
  const step = Math.floor(now.getTime() / 30_000);
  const codeAt = (time: Date) => {
    const parsed = new URL(totpAddress(secret, "leo")).searchParams.get("secret") ?? "";
    return new TOTP({ secret: parsed }).generate({ timestamp: time.getTime() });
  };

  test("counts now, one step early and one late, but not later", () => {
    expect(totpStep(secret, codeAt(now), now, 0)).toBe(step);
    expect(totpStep(secret, codeAt(new Date(now.getTime() - 30_000)), now, 0)).toBe(step - 1);
    expect(totpStep(secret, codeAt(new Date(now.getTime() - 90_000)), now, 0)).toBeNull();
  });

  test("never counts twice", () => {
    expect(totpStep(secret, codeAt(now), now, step)).toBeNull();
  });

  test.each(["", "12345", "1234567", "abcdef", "１２３４５６"])("%j is no code", (code) => {
    expect(totpStep(secret, code, now, 0)).toBeNull();
  });
});

test("pauses grow with failures and end at a quarter of an hour", () => {
  expect([0, 4, 5, 6, 50].map(pauseAfter)).toEqual([0, 0, 2000, 4000, 900_000]);
  for (let failures = 0; failures < 100; failures += 1) {
    expect(pauseAfter(failures + 1)).toBeGreaterThanOrEqual(pauseAfter(failures));
  }
});

test("a challenge gives its nonce back, and a text with none gives nothing", () => {
  const nonce = Buffer.from(systemRandom.bytes(24)).toString("base64url");
  const text = challengeText({ publicUrl: "https://desk.example", person: "leo", nonce, expires: new Date(0) });
  expect(nonceOf(text)).toBe(nonce);
  expect(nonceOf("hello")).toBe("");
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("tries from %s count for %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});
