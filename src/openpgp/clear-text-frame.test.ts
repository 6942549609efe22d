import { describe, expect, it } from "vitest";
import { requireSingleClearText } from "./clear-text-frame.ts";

const SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niHUE\n=abcd\n-----END PGP SIGNATURE-----\n";
const GOOD = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\ntext\n- -----BEGIN\n${SIGNATURE}`;

function frame(text: string): string {
  return Buffer.from(requireSingleClearText(Buffer.from(text))).toString();
}

describe("the frame of a clear-signed text", () => {
  it.each([
    ["alone", GOOD],
    ["with white space around it", `\n  \n${GOOD}\n\t\n`],
    ["with two Hash lines", GOOD.replace("Hash: SHA512", "Hash: SHA256\nHash: SHA512")],
    ["without a Hash line", GOOD.replace("Hash: SHA512\n", "")],
  ])("passes unchanged %s", (_, text) => {
    expect(frame(text)).toBe(text);
  });

  it("gets the line ends that were signed", () => {
    expect(frame(GOOD.replaceAll("\n", "\r\n"))).toBe(GOOD);
  });

  it.each([
    ["text before", `x\n${GOOD}`, /before/],
    ["text after", `${GOOD}x`, /after/],
    ["a second signature block", GOOD + SIGNATURE, /after/],
    ["a message in the message", GOOD.replace("text", "-----BEGIN PGP SIGNED MESSAGE-----"), /Line 4 breaks/],
    ["a foreign block in the message", GOOD.replace("text", "-----BEGIN PGP MESSAGE-----"), /Line 4 breaks/],
    ["an empty header", GOOD.replace("Hash: SHA512", "Hash: "), /header/],
    ["a form feed in place of the empty line", GOOD.replace("SHA512\n\n", "SHA512\n\fx\n"), /header/],
    ["a form feed after it", `${GOOD}\f`, /after/],
    ["no end", GOOD.replace("-----END PGP SIGNATURE-----", ""), /cut off/],
  ])("refuses %s", (_, text, reason) => {
    expect(() => frame(text)).toThrow(reason);
  });
});
