import fc from "fast-check";
import { expect, test } from "vitest";
import { readHeaders } from "./headers.ts";
import { readMail } from "./read-mail.ts";
import { bytesOf, mailOf } from "./test-mail.ts";

test.each([
  ["folded", "Subject: one\r\n two\r\n\tthree\r\n", "one two\tthree"],
  ["blank before the colon (RFC 5322, 4.5)", "Subject : x\r\n", "x"],
  ["no blank behind the colon", "Subject:x\r\n", "x"],
  ["empty", "Subject:\r\n", ""],
  ["UTF-8", "Subject: \xc3\xa4\r\n", "ä"],
  ["Windows-1252 where it is no UTF-8", "Subject: \xe4 \x92\r\n", "ä ’"],
  ["encoded words", "Subject: =?utf-8?B?w6Q=?= =?iso-8859-1?Q?=E4?= x\r\n", "ää x"],
  ["a character cut by two words", "Subject: =?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A4?=\r\n", "ä"],
  ["the same in padded Base64", "Subject: a =?utf-8?B?ww==?=\r\n =?UTF-8?b?pGI=?= =?utf-8?B?w6Q=?= b\r\n", "a äbä b"],
  ["the same in both encodings", "Subject: =?utf-8?Q?a_=C3?= =?utf-8?B?pA==?= =?utf-8?q?=c3=a4=?=\r\n", "a ää="],
  ["Base64 words of two charsets", "Subject: =?utf-8?B?w6Q=?= =?iso-8859-1?B?5A==?=\r\n", "ää"],
  ["Base64 words with text between", "Subject: =?utf-8?B?w6Q=?= x =?utf-8?B?w6Q=?=\r\n", "ä x ä"],
  ["Japanese", "Subject: =?iso-2022-jp?B?GyRCQEg8ZUAtSnM5cBsoQg==?=\r\n", "脆弱性報告"],
  ["a charset that nobody knows", "Subject: =?x-none?Q?abc?=\r\n", "abc"],
  ["an encoded word without an end", "Subject: =?utf-8?Q?abc\r\n", "=?utf-8?Q?abc"],
  [
    "line ends in an encoded word",
    "Subject: =?utf-8?Q?Report=0D=0ABcc:_victim=0D=0A=0D=0Abody?=\r\n",
    "Report Bcc: victim body",
  ],
  ["NUL", "Subject: a\0b\r\n", "a b"],
])("%s", (_name, block, text) => expect(readHeaders(bytesOf(block)).get("Subject")?.text).toBe(text));

test("a text that is cut into words anywhere, in either encoding, is that text", () => {
  const word = (bytes: Buffer, inQ: boolean): string =>
    inQ
      ? `=?utf-8?Q?${[...bytes].map((byte) => `=${byte.toString(16).padStart(2, "0")}`).join("")}?=`
      : `=?UTF-8?B?${bytes.toString("base64")}?=`;
  const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "ü", "漏", "🔒", "_", "="), minLength: 1, maxLength: 20 }),
      cuts,
      (text, pieces) => {
        const words: string[] = [];
        let rest = Buffer.from(text);
        for (let at = 0; rest.length > 0; at += 1) {
          const [size, inQ] = pieces[at % pieces.length] ?? [1, false];
          words.push(word(rest.subarray(0, size), inQ));
          rest = rest.subarray(size);
        }
        expect(readHeaders(mailOf(`Subject: ${words.join("\r\n ")}`)).get("subject")?.text).toBe(text);
      },
    ),
    { numRuns: 60 },
  );
});

test("raw is unfolded and not decoded", () => {
  expect(readHeaders(mailOf("Subject: =?utf-8?Q?a?=", " =?utf-8?Q?b?=")).get("subject")?.raw).toBe(
    "=?utf-8?Q?a?= =?utf-8?Q?b?=",
  );
});

test("headers of one name are counted, the first is the one", () => {
  const headers = readHeaders(mailOf("Received: 1", "FROM: a", "received: 2", "From: b"));
  expect(headers.get("from")?.raw).toBe("a");
  expect(headers.count("From")).toBe(2);
  expect(headers.values("RECEIVED")).toEqual(["1", "2"]);
  expect(headers.all.map(({ name }) => name)).toEqual(["received", "from", "received", "from"]);
  expect(headers.get("constructor")).toBeUndefined();
});

test("a line that is no header begins the body, so that it is seen", () => {
  const { root, oddities } = readMail(mailOf("Subject: x", "Hello, no header", "From: y"));
  expect(root.headers.all).toHaveLength(1);
  expect(root.text()).toBe("Hello, no header\r\nFrom: y\r\n");
  expect(oddities.map(({ code }) => code)).toEqual(["header-odd"]);
});

test("a continued line without a header is reported and passed over", () => {
  const { root, oddities } = readMail(mailOf(" lost", "Subject: x", "", "text"));
  expect(root.headers.get("subject")?.text).toBe("x");
  expect(oddities.map(({ code }) => code)).toEqual(["header-odd"]);
});

test("the line with which an mbox begins a message is none of it", () => {
  const { root, oddities } = readMail(
    mailOf("From alice@example.org Sat Nov  7 11:15:01 2026", "Subject: x", "", "text"),
  );
  expect(root.headers.get("subject")?.text).toBe("x");
  expect(root.text()).toBe("text\r\n");
  expect(oddities).toEqual([]);
});

test("a report's header blocks can be read by themselves", () => {
  expect(readHeaders(bytesOf("Message-ID: <a@b>\r\nSubject: [SEC-2026-0001]\r\n")).get("message-id")?.text).toBe(
    "<a@b>",
  );
});
