import { expect, test } from "vitest";
import { signedBody } from "./sign-dsc.ts";

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
