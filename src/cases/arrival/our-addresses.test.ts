import { expect, test } from "vitest";
import { ourAddresses } from "./our-addresses.ts";

const isOurs = ourAddresses(["security@example.org", "Tails-Security@Example.org"]);

test.each([
  ["security@example.org", true],
  ["Security@EXAMPLE.org", true],
  ["security+SEC-2026-0001@example.org", true],
  ["security+a+b@example.org", true],
  ["security+a@b@example.org", true],
  ["tails-security@example.org", true],
  ["security@example.com", false],
  ["security@sub.example.org", false],
  ["security@example.org.", false],
  ["xsecurity@example.org", false],
  ["+security@example.org", false],
  ["postmaster@example.org", false],
  ["security@example.org+a", false],
  ["security", false],
  ["", false],
])("%s: %s", (address, expected) => expect(isOurs(address)).toBe(expected));
