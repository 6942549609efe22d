import { entity, type PartText, textPart } from "../../system/cases-mail-kit.ts";
import { ADDRESS } from "./desk.ts";

/** Mails that cost the most where a reader is careless, each close to the limits of a mail. Nobody needs a key to send one. */
export function hostileMails(): readonly (readonly [string, Buffer])[] {
  const text = (body: string): Buffer => whole(textPart(body));
  const html = (body: string): Buffer => whole({ headers: ["Content-Type: text/html"], body });
  return [
    ["head lines of armor", text("-----BEGIN PGP MESSAGE-----\n".repeat(900_000))],
    ["quotations", html("<blockquote>".repeat(2_000_000))],
    ["open tags", html('<a href="x'.repeat(2_500_000))],
    ["points", html("<li>a".repeat(5_700_000))],
    ["points and references", html("<li>&amp;".repeat(3_200_000))],
    ["references alone", html("&amp;".repeat(5_700_000))],
    [
      "a wide form in two ways",
      whole({
        headers: ["Content-Type: multipart/alternative"],
        body: [
          textPart("a ".repeat(6_000_000)),
          { headers: ["Content-Type: text/html"], body: `${"a ".repeat(6_000_000)}b` },
        ],
      }),
    ],
    ["ten thousand parts", whole({ headers: ["Content-Type: multipart/mixed"], body: manyParts(10_000) })],
    ["three hundred levels", whole(nested(300))],
  ];
}

function whole({ headers, body }: PartText): Buffer {
  const ours = [
    "From: Zoe <zoe@uni.example>",
    `To: ${ADDRESS}`,
    "Message-ID: <hostile@uni.example>",
    "MIME-Version: 1.0",
  ];
  return Buffer.from(entity({ headers: [...ours, ...headers], body }));
}

function manyParts(count: number): readonly PartText[] {
  return Array.from({ length: count }, () => textPart("x"));
}

function nested(depth: number): PartText {
  let inner: PartText = textPart("x");
  for (let level = 0; level < depth; level += 1) inner = { headers: ["Content-Type: multipart/mixed"], body: [inner] };
  return inner;
}
