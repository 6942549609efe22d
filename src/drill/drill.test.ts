import { expect, test } from "vitest";
import { gapsBetween } from "./drill.ts";
import { signedBody } from "./sign-dsc.ts";

test.each([
  ["nothing was under way before the first stage", [{ from: 5, to: 10 }], 5],
  [
    "stages one after another with a gap",
    [
      { from: 0, to: 10 },
      { from: 12, to: 20 },
    ],
    2,
  ],
  [
    "stages beside each other leave no gap",
    [
      { from: 0, to: 10 },
      { from: 2, to: 30 },
      { from: 8, to: 9 },
    ],
    0,
  ],
  [
    "order does not matter",
    [
      { from: 12, to: 20 },
      { from: 0, to: 10 },
    ],
    2,
  ],
])("gaps: %s", (_name, stages, gap) => expect(gapsBetween(stages)).toBe(gap));

test("the body of a signed .dsc comes out as it was signed, dash escapes undone", () => {
  const signed = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

Format: 3.0 (quilt)
- -dashed
-----BEGIN PGP SIGNATURE-----

abc
-----END PGP SIGNATURE-----
`;
  expect(signedBody(signed)).toBe("Format: 3.0 (quilt)\n-dashed\n");
  expect(signedBody("Format: 1.0\n")).toBe("Format: 1.0\n");
});
