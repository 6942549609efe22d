import { expect, test } from "vitest";
import { type ApprovalFile, approvalFile } from "./approval-files.ts";

const BESIDE: ApprovalFile = { kind: "beside" };
const NONE: ApprovalFile = { kind: "names-none" };
const names = (...areas: string[]): ApprovalFile => ({ kind: "names", areas });
const armored = (type: string) => `-----BEGIN PGP ${type}-----\n\nabcd\n-----END PGP ${type}-----\n`;

test.each<[string, string, string | Uint8Array, ApprovalFile]>([
  ["the text of an area", "a.asc", "-----BEGIN PGP SIGNED MESSAGE-----\n\nArea: sudo\n", names("sudo")],
  ["one with other ends of line", "a.asc", "Area: sudo\r\n", names("sudo")],
  ["two of them in one file", "both", "Area: sudo\nArea: sandbox\n", names("sudo", "sandbox")],
  ["an area in the midst of a line", "a.txt", "The Area: sudo\n", NONE],
  ["a signed message without an area", "a", armored("MESSAGE"), NONE],
  ["a signature beside its text", "words.md", armored("SIGNATURE"), NONE],
  ["a binary signature", "a.sig", Uint8Array.of(0x88, 0x75), NONE],
  ["a binary message", "a.gpg", Uint8Array.of(0xa3, 0x01), NONE],
  ["nothing at all", "a.asc", "", NONE],
  ["words in a text file", "a.txt", "It is fine.\n", NONE],
  ["armored keys", "reviewers.asc", armored("PUBLIC KEY BLOCK"), BESIDE],
  ["binary keys in the old form", "reviewers.gpg", Uint8Array.of(0x98, 0x33), BESIDE],
  ["binary keys in the new form", "reviewers.pgp", Uint8Array.of(0xc6, 0x33), BESIDE],
  ["a keybox", "reviewers.gpg", Buffer.from("\0\0\0\x20\x01\x01\0\x02KBXf"), BESIDE],
  ["a policy", "policy.toml", "[changes]\n", BESIDE],
  ["words about the folder", "README.md", "Approvals.\n", BESIDE],
  ["git's own", ".gitattributes", "*.asc -text\n", BESIDE],
])("%s", (_name, path, content, expected) =>
  expect(approvalFile(`.security-reviews/${path}`, Buffer.from(content))).toEqual(expected),
);
