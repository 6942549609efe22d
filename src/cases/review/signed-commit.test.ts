import { describe, expect, test } from "vitest";
import { signedCommit, trailers } from "./signed-commit.ts";

const HEAD = "tree 1\nparent 2\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n";
const SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
const header = (name: string, text: string): string => `${name} ${text.trimEnd().replaceAll("\n", "\n ")}\n`;
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

describe("a commit's signature", () => {
  test("covers the commit without its header, byte for byte", () => {
    const body = "\nA subject with \u00e4\n\ngpgsig in the text stays\n";
    const signed = signedCommit(bytes(HEAD + header("gpgsig", SIGNATURE) + body));
    expect(signed?.payload).toEqual(bytes(HEAD + body));
    expect(Buffer.from(signed?.signature ?? []).toString()).toBe(SIGNATURE);
  });

  test("leaves out a signature over the other kind of names, and keeps other headers with their lines", () => {
    const tag = header("mergetag", "object 3\ntype commit\n\n text");
    const signed = signedCommit(
      bytes(`${HEAD}${tag}${header("gpgsig", SIGNATURE)}${header("gpgsig-sha256", SIGNATURE)}\nm\n`),
    );
    expect(signed?.payload).toEqual(bytes(`${HEAD}${tag}\nm\n`));
  });

  test.each([
    ["no signature", `${HEAD}\nm\n`],
    [
      "an SSH signature",
      `${HEAD}${header("gpgsig", "-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----")}\nm\n`,
    ],
    ["one that stands in the message", `${HEAD}\n${header("gpgsig", SIGNATURE)}`],
    ["nothing", ""],
  ])("%s is none", (_name, commit) => {
    expect(signedCommit(bytes(commit))).toBeUndefined();
  });
});

test.each([
  ["Subject\n\nSecurity-Reviewed: sudo\n", ["sudo"]],
  ["Subject\n\nText.\n\nOther: x\nsecurity-reviewed : sudo, onion-grater \n", ["sudo, onion-grater"]],
  ["Subject\n\nSecurity-Reviewed: sudo\n\nMore text.\n", []],
  ["Security-Reviewed: sudo\n", []],
  ["Subject\n\nSecurity-Reviewed:\n", []],
])("trailers of %j", (message, expected) => {
  expect(trailers(message, "Security-Reviewed")).toEqual(expected);
});
