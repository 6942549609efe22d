import { describe, expect, test } from "vitest";
import { sourcesFor } from "./sources.ts";
import { wkdAddresses, zBase32 } from "./wkd-address.ts";

describe("WKD", () => {
  test("the draft's own example", () => {
    expect(wkdAddresses("Joe.Doe@Example.ORG")).toEqual([
      "https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe",
      "https://example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe",
    ]);
  });

  test.each([
    ["", ""],
    ["00", "yy"],
    ["f0bfc7", "6n9hq"],
    ["d47a04", "4t7ye"],
  ])("z-base-32 of %s is %s", (hex, text) => expect(zBase32(Buffer.from(hex, "hex"))).toBe(text));

  test("a domain of other letters is asked by its ASCII form, a local part as it is written", () => {
    expect(wkdAddresses('"a b&c"@bücher.example')[1]).toMatch(
      /^https:\/\/xn--bcher-kva\.example\/\.well-known\/openpgpkey\/hu\/[a-z1-9]{32}\?l=%22a%20b%26c%22$/,
    );
  });

  test.each([
    "alice@localhost",
    "alice@127.0.0.1",
    "alice@[127.0.0.1]",
    "alice@desk.local",
    "alice@metadata.internal",
    "alice@a.b.c:8080",
    "alice@example.org/../x",
    "@example.org",
    "alice",
  ])("nobody is asked about %s", (address) => expect(wkdAddresses(address)).toEqual([]));
});

describe("who is asked", () => {
  const SETTINGS = { wkd: true, keyservers: ["hkps://keys.example.net", "https://b.example/keys/"], proxy: undefined };
  const ask = (settings: Partial<typeof SETTINGS>, address = "a+b@example.org") =>
    sourcesFor({ ...SETTINGS, ...settings }, address).map(({ name, urls }) => [name, ...urls]);

  test("keyservers as the definition names them, WKD first", () => {
    expect(ask({}).map(([name]) => name)).toEqual(["WKD", "keyserver keys.example.net", "keyserver b.example"]);
    expect(ask({ wkd: false })).toEqual([
      [
        "keyserver keys.example.net",
        "https://keys.example.net/vks/v1/by-email/a%2Bb%40example.org",
        "https://keys.example.net/pks/lookup?op=get&options=mr&exact=on&search=a%2Bb%40example.org",
      ],
      [
        "keyserver b.example",
        "https://b.example/keys/vks/v1/by-email/a%2Bb%40example.org",
        "https://b.example/keys/pks/lookup?op=get&options=mr&exact=on&search=a%2Bb%40example.org",
      ],
    ]);
  });

  test("a key on file is asked about by its fingerprint, too", () => {
    const settings = { ...SETTINGS, wkd: false, keyservers: ["hkps://k.example"] };
    expect(sourcesFor(settings, "a@example.org", ["AA11"])).toMatchObject([
      {
        asksAll: true,
        urls: [
          "https://k.example/vks/v1/by-fingerprint/AA11",
          "https://k.example/pks/lookup?op=get&options=mr&exact=on&search=0xAA11",
          "https://k.example/vks/v1/by-email/a%40example.org",
        ],
      },
    ]);
  });

  test("nobody where nobody is named, and never without TLS", () => {
    expect(ask({ wkd: false, keyservers: [] })).toEqual([]);
    expect(
      ask({ wkd: false, keyservers: ["http://keys.example.net", "hkp://keys.example.net", "hkps://a b"] }),
    ).toEqual([]);
  });
});
