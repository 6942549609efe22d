import fc from "fast-check";
import { expect, test } from "vitest";
import { addressesIn } from "./addresses.ts";

test.each<[string, string, readonly (readonly [name: string, address: string])[]]>([
  ["bare", "alice@example.org", [["", "alice@example.org"]]],
  ["with a name", "Alice Reporter <alice@Example.ORG>", [["Alice Reporter", "alice@example.org"]]],
  ["the local part keeps its case", "Alice@example.org", [["", "Alice@example.org"]]],
  [
    "a quoted name",
    '"Reporter, \\"Alice\\" <x@y>" <alice@example.org>',
    [['Reporter, "Alice" <x@y>', "alice@example.org"]],
  ],
  ["a comment as name", "alice@example.org (Alice (the) Reporter)", [["Alice (the) Reporter", "alice@example.org"]]],
  [
    "several",
    "a@x.org, B <b@x.org>,, c@x.org",
    [
      ["", "a@x.org"],
      ["B", "b@x.org"],
      ["", "c@x.org"],
    ],
  ],
  [
    "a group",
    "team: a@x.org, B <b@x.org>; c@x.org",
    [
      ["", "a@x.org"],
      ["B", "b@x.org"],
      ["", "c@x.org"],
    ],
  ],
  ["an empty group", "undisclosed-recipients:;", []],
  [
    "an encoded name",
    "=?utf-8?Q?J=C3=BCrgen_=22J=22_M=C3=BCller?= <jm@example.com>",
    [['Jürgen "J" Müller', "jm@example.com"]],
  ],
  [
    "structure hidden in an encoded word",
    "=?utf-8?Q?Bob_=3Cbob=40evil.example=3E=2C?= <a@x.org>",
    [["Bob <bob@evil.example>,", "a@x.org"]],
  ],
  ["an address that is an encoded word is none", "=?utf-8?Q?bob=40evil.example?=", []],
  ["angles in an encoded word alone are none", "=?utf-8?Q?=3Cbob=40evil.example=3E?=", []],
  ["an address as name", '"security@example.org" <eve@evil.example>', [["security@example.org", "eve@evil.example"]]],
  [
    "an address as name without quotes",
    "security@example.org <eve@evil.example>",
    [["security@example.org", "eve@evil.example"]],
  ],
  ["the first angle counts", "<a@x.org> <b@x.org>", [["<b@x.org>", "a@x.org"]]],
  [
    "two without a comma are two",
    "a@x.org b@x.org",
    [
      ["", "a@x.org"],
      ["", "b@x.org"],
    ],
  ],
  ["words around", "call me alice@example.org please", [["", "alice@example.org"]]],
  [
    "no brackets' end",
    "Alice <alice@example.org, b@x.org",
    [
      ["Alice", "alice@example.org"],
      ["", "b@x.org"],
    ],
  ],
  ["a route", "<@relay.example,@b.example:alice@example.org>", [["", "alice@example.org"]]],
  ["obsolete blanks", "alice . r @ example . org", [["", "alice.r@example.org"]]],
  ["comments inside", "alice(x)@(y)example.org", [["x", "alice@example.org"]]],
  ["a quoted local part", '<"alice b"@example.org>', [["", '"alice b"@example.org']]],
  ["quotes that change nothing", '"alice"@example.org', [["", "alice@example.org"]]],
  ["a domain in brackets", "root@[IPv6:2001:db8::1]", [["", "root@[ipv6:2001:db8::1]"]]],
  ["mailto", "mailto:alice@example.org", [["", "alice@example.org"]]],
  ["two at signs", "a@b@c.example", []],
  ["no domain", "alice@", []],
  ["no address", "Alice <>", []],
  ["a quote without an end", '"Alice <alice@example.org>', []],
  ["line ends in an encoded name", "=?utf-8?Q?a=0D=0ABcc=3Ax?= <a@x.org>", [["a Bcc:x", "a@x.org"]]],
  ["nothing", "", []],
])("%s", (_name, value, expected) => {
  expect(addressesIn(value).map(({ name, address }) => [name, address])).toEqual(expected);
});

test("whatever the text: no throw, and what is found has one domain and no control character", () => {
  const unit = fc.constantFrom(
    "a",
    "@",
    "<",
    ">",
    ",",
    ";",
    ":",
    '"',
    "(",
    ")",
    "\\",
    " ",
    ".",
    "[",
    "]",
    "\0",
    "=?utf-8?q?=40?=",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (value) => {
      for (const { name, address } of addressesIn(value)) {
        expect(address).toMatch(/^.+@[^@]+$/);
        expect(`${name}${address}`).not.toMatch(/[\0\r\n]/);
      }
    }),
    { numRuns: 2000 },
  );
});
