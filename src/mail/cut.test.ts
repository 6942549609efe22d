import { describe, expect, test } from "vitest";
import { readMail } from "./read-mail.ts";
import { latin1Of, mailOf, type Shape, shapeOf } from "./test-mail.ts";
import { DEFAULT_LIMITS, type MailOddityCode } from "./types.ts";

function codesOf(bytes: Uint8Array, limits = DEFAULT_LIMITS): readonly MailOddityCode[] {
  return readMail(bytes, limits).oddities.map(({ code }) => code);
}

const mixed = (boundary: string): string => `Content-Type: multipart/mixed; boundary="${boundary}"`;

describe("how a message is cut", () => {
  const cases: readonly [string, readonly string[], Shape, readonly MailOddityCode[]][] = [
    ["a message without parts", ["Subject: x", "", "text"], "text/plain text\r\n", []],
    ["no header at all", ["", "text"], "text/plain text\r\n", []],
    ["no body", ["Subject: x"], "text/plain ", []],
    [
      "two parts",
      [mixed("b"), "", "--b", "", "one", "--b", "", "two", "--b--"],
      ["multipart/mixed", "text/plain one", "text/plain two"],
      [],
    ],
    [
      "preamble and epilogue are no parts",
      [mixed("b"), "", "before", "--b", "", "one", "--b--", "--b", "", "after"],
      ["multipart/mixed", "text/plain one"],
      [],
    ],
    [
      "blanks behind a boundary",
      [mixed("b"), "", "--b \t", "", "one", "--b-- "],
      ["multipart/mixed", "text/plain one"],
      [],
    ],
    [
      "text that begins like a boundary",
      [mixed("b"), "", "--b", "", "--bc", "-- ", "--", "--b--"],
      ["multipart/mixed", "text/plain --bc\r\n-- \r\n--"],
      [],
    ],
    [
      "a part whose header is its end",
      [mixed("b"), "", "--b", "--b", "X: 1", "--b--"],
      ["multipart/mixed", "text/plain ", "text/plain "],
      [],
    ],
    [
      "boundaries that begin alike",
      [mixed("b"), "", "--b", mixed("bb"), "", "--bb", "", "in", "--bb--", "--b", "", "out", "--b--"],
      ["multipart/mixed", ["multipart/mixed", "text/plain in"], "text/plain out"],
      [],
    ],
    [
      "a boundary that is another's end",
      [mixed("b"), "", "--b", mixed("b--"), "", "--b--", "", "in", "--b----", "--b", "", "out", "--b--"],
      ["multipart/mixed", ["multipart/mixed", "text/plain in"], "text/plain out"],
      [],
    ],
    [
      "an inner multipart without its end takes nothing of the outer",
      [mixed("o"), "", "--o", mixed("i"), "", "--i", "", "in", "--o", "", "out", "--o--"],
      ["multipart/mixed", ["multipart/mixed", "text/plain in"], "text/plain out"],
      ["unclosed-multipart"],
    ],
    [
      "the outer multipart keeps a boundary that an inner one repeats",
      [mixed("b"), "", "--b", mixed("b"), "", "hidden", "--b", "", "out", "--b--"],
      ["multipart/mixed", "multipart/mixed hidden", "text/plain out"],
      ["empty-multipart"],
    ],
    [
      "no final boundary",
      [mixed("b"), "", "--b", "", "one"],
      ["multipart/mixed", "text/plain one\r\n"],
      ["unclosed-multipart"],
    ],
    [
      "no boundary named",
      ["Content-Type: multipart/mixed", "", "--b", "text"],
      "multipart/mixed --b\r\ntext\r\n",
      ["missing-boundary", "empty-multipart"],
    ],
    [
      "a boundary that never comes",
      [mixed("b"), "", "text"],
      "multipart/mixed text\r\n",
      ["unclosed-multipart", "empty-multipart"],
    ],
    [
      "a message inside",
      [mixed("b"), "", "--b", "Content-Type: message/rfc822", "", "Subject: in", "", "text", "--b--"],
      ["multipart/mixed", ["message/rfc822", "text/plain text"]],
      [],
    ],
    [
      "an empty message inside",
      [mixed("b"), "", "--b", "Content-Type: message/rfc822", "--b--"],
      ["multipart/mixed", ["message/rfc822", "text/plain "]],
      [],
    ],
    [
      "a digest's parts are messages (RFC 2046, 5.1.5)",
      ["Content-Type: multipart/digest; boundary=b", "", "--b", "", "Subject: in", "", "text", "--b--"],
      ["multipart/digest", ["message/rfc822", "text/plain text"]],
      [],
    ],
    [
      "an encoded message inside stays whole",
      [mixed("b"), "", "--b", "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "QQ==", "--b--"],
      ["multipart/mixed", "message/rfc822 QQ=="],
      ["unknown-encoding"],
    ],
    [
      "contents elsewhere, and halves",
      [
        mixed("b"),
        "",
        "--b",
        "Content-Type: message/external-body; access-type=url",
        "",
        "X: y",
        "--b",
        "Content-Type: message/partial; id=a",
        "",
        "half",
        "--b--",
      ],
      ["multipart/mixed", "message/external-body X: y", "message/partial half"],
      ["external-body"],
    ],
  ];
  test.each(cases)("%s", (_name, lines, shape, codes) => {
    expect(shapeOf(readMail(mailOf(...lines)).root)).toEqual(shape);
    expect(codesOf(mailOf(...lines))).toEqual(codes);
  });

  test("LF alone ends lines as CR LF does", () => {
    const bytes = Buffer.from("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n\n--b--\n");
    expect(shapeOf(readMail(bytes).root)).toEqual(["multipart/mixed", "text/plain one\n"]);
    expect(codesOf(bytes)).toEqual([]);
  });
});

describe("the bytes of a part", () => {
  const signed = ["Content-Type: text/plain", "", "signed text", "", ""];
  const message = mailOf(
    'Content-Type: multipart/signed; boundary="=_s"',
    "",
    "--=_s",
    ...signed,
    "--=_s",
    "Content-Type: application/pgp-signature",
    "",
    "sig",
    "--=_s--",
  );

  test("are what a signature is over: header and body, without the boundary's line end", () => {
    const { root } = readMail(message);
    expect(latin1Of(root.children[0]?.raw ?? new Uint8Array())).toBe(signed.join("\r\n"));
    expect(root.children[1]?.text()).toBe("sig");
  });

  test("are the message's own", () => {
    const { bytes, root } = readMail(message);
    expect(bytes).toBe(message);
    expect(root.raw.buffer).toBe(message.buffer);
    expect(latin1Of(root.raw)).toBe(latin1Of(message));
  });
});

describe("limits", () => {
  const parts = (count: number): Uint8Array =>
    mailOf(mixed("b"), "", ...Array.from({ length: count }, () => "--b\r\n\r\nx"), "--b--");
  const nested = (levels: number): Uint8Array =>
    mailOf(...Array.from({ length: levels }, (_, level) => `${mixed(`n${level}`)}\r\n\r\n--n${level}`), "", "deep");

  test("of parts: as many as allowed are cut, the next is left in the body", () => {
    expect(codesOf(parts(500))).toEqual([]);
    const { root, oddities } = readMail(parts(501));
    expect(root.children).toHaveLength(500);
    expect(root.children.at(-1)?.text()).toBe("x");
    expect(oddities.map(({ code }) => code)).toEqual(["part-limit"]);
  });

  test("of depth: the message is level 1", () => {
    expect(codesOf(nested(49))).not.toContain("depth-limit");
    expect(codesOf(nested(50))).toContain("depth-limit");
  });

  test("of messages inside messages", () => {
    const bytes = mailOf(...Array.from({ length: 300 }, () => "Content-Type: message/rfc822\r\n"), "end");
    expect(codesOf(bytes)).toEqual(["depth-limit"]);
  });

  test("of bytes: the header is read, nothing is cut", () => {
    const { root, oddities } = readMail(parts(3), { ...DEFAULT_LIMITS, bytes: 20 });
    expect(root.mediaType).toBe("multipart/mixed");
    expect(root.children).toEqual([]);
    expect(oddities.map(({ code }) => code)).toEqual(["message-limit"]);
  });

  test("of headers: what ends behind it is not read, and the body is found", () => {
    const { root, oddities } = readMail(
      mailOf("Subject: kept", `X-Long: ${"a".repeat(200_000)}`, "To: late@example.org", "", "text"),
    );
    expect(root.headers.all.map(({ name }) => name)).toEqual(["subject"]);
    expect(root.text()).toBe("text\r\n");
    expect(oddities.map(({ code }) => code)).toEqual(["header-limit"]);
  });

  test("of addressees", () => {
    const to = (count: number): string =>
      `To: ${Array.from({ length: count }, (_, index) => `p${index}@example.org`).join(",\r\n ")}`;
    expect(codesOf(mailOf(to(100), "", ""))).toEqual([]);
    expect(codesOf(mailOf(to(100), "Cc: one@example.org", "", ""))).toEqual(["addressee-limit"]);
  });
});
