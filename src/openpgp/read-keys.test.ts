import { describe, expect, it } from "vitest";
import { parseKeyListing } from "./read-keys.ts";

const LISTING = `tru::1:1795234572:0:3:1:5
pub:-:4096:1:E0B11894F66AEC98:1495209597:1747497597::-:::cSC::::::23::0:
fpr:::::::::E1CF20DDFFE4B89E802658F1E0B11894F66AEC98:
uid:-::::1495209597::F6F3E5D3::Colon\\x3a Archive <ftp@example.org>::::::::::0:
uid:r::::1495209597::F6F3E5D3::Withdrawn <old@example.org>::::::::::0:
sub:-:4096:1:04EE7237B7D453EC:1495209597:1747497597:::::s::::::23:
fpr:::::::::646AD4C4C1F1E3B5A3F3F5B404EE7237B7D453EC:
pub:r:255:22:A1DFA395E3D46997:1795234572:::-:::sc:::::ed25519:::0:
fpr:::::::::0AF6716136FDB2B692A054D5A1DFA395E3D46997:
`;

describe("gpg's key listing", () => {
  it("becomes keys with their primary fingerprints", () => {
    expect(parseKeyListing(LISTING)).toEqual([
      {
        fingerprint: "E1CF20DDFFE4B89E802658F1E0B11894F66AEC98",
        userIds: ["Colon: Archive <ftp@example.org>"],
        created: new Date(1495209597000),
        expires: new Date(1747497597000),
        revoked: false,
        algorithm: "rsa4096",
      },
      {
        fingerprint: "0AF6716136FDB2B692A054D5A1DFA395E3D46997",
        userIds: [],
        created: new Date(1795234572000),
        expires: null,
        revoked: true,
        algorithm: "ed25519",
      },
    ]);
  });

  it("is empty for an empty listing", () => {
    expect(parseKeyListing("")).toEqual([]);
  });
});
