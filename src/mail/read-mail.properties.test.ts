import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "./check-message.ts";
import { readMail } from "./read-mail.ts";
import { latin1Of } from "./test-mail.ts";
import { DEFAULT_LIMITS, type Part } from "./types.ts";

/** Lines of which messages are made, and what breaks them; put together by chance they nest, end early and overlap. */
const line = fc.constantFrom(
  "Content-Type: multipart/mixed; boundary=a",
  'Content-Type: multipart/signed; boundary="ab"',
  "Content-Type: multipart/digest; boundary=a--",
  "Content-Type: message/rfc822",
  "Content-Type: text/plain; charset=utf-16",
  "Content-Type: text/plain; charset*0*=''u; charset*1=tf-8",
  "Content-Transfer-Encoding: base64",
  "Content-Transfer-Encoding: quoted-printable",
  'Content-Disposition: attachment; filename="=?utf-8?q?=00?=',
  "Subject: =?utf-8?B?4p?= =?x?q?=E4?=",
  'From: ((("<a@b',
  "Date: never",
  " folded",
  "",
  "",
  "--a",
  "--ab",
  "--a--",
  "--ab--",
  "--a----",
  "text =4",
  "=",
  "no header",
  ":",
  "\0\x1b",
);
const lineEnd = fc.constantFrom("\r\n", "\r\n", "\n", "\r");
const messy = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 60 })
  .map((lines) => new Uint8Array(Buffer.from(lines.map(([text, end]) => text + end).join(""), "latin1")));
const anything = fc.oneof({ weight: 4, arbitrary: messy }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) });

function useAll(part: Part): void {
  part.content();
  part.text();
  for (const header of part.headers.all) expect(header.text).not.toMatch(/[\r\n\0]/);
}

/** Whether the slices lie in [from, to) in order and without overlap. */
function liesInOrder(slices: readonly Uint8Array[], outer: Uint8Array): boolean {
  let from = outer.byteOffset;
  for (const slice of slices) {
    if (slice.buffer !== outer.buffer || slice.byteOffset < from) return false;
    from = slice.byteOffset + slice.length;
  }
  return from <= outer.byteOffset + outer.length;
}

test("any bytes: no throw, parts are slices in order within their parent's body, limits hold", () => {
  const limits = { ...DEFAULT_LIMITS, depth: 4, parts: 7, headerBytes: 90 };
  fc.assert(
    fc.property(anything, fc.boolean(), (bytes, tight) => {
      const { root } = readMail(bytes, tight ? limits : DEFAULT_LIMITS);
      expect(root.raw).toEqual(bytes);
      const parts = partsOf(root);
      if (tight) expect(parts.length).toBeLessThanOrEqual(8);
      for (const part of parts) {
        useAll(part);
        expect(liesInOrder([part.body], part.raw)).toBe(true);
        expect(
          liesInOrder(
            part.children.map(({ raw }) => raw),
            part.body,
          ),
        ).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

interface Tree {
  readonly kind: "leaf" | "multipart" | "message";
  readonly text: string;
  readonly children: readonly Tree[];
}

const word = fc.stringMatching(/^[a-z0-9 .=-]{0,20}$/);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.array(word, { maxLength: 4 }).map((lines): Tree => ({ kind: "leaf", text: lines.join("\n"), children: [] })),
    fc
      .array(tie("tree"), { minLength: 1, maxLength: 4 })
      .map((children): Tree => ({ kind: "multipart", text: "", children })),
    tie("tree").map((child): Tree => ({ kind: "message", text: "", children: [child] })),
  ),
}));

/** Boundaries are numbered by place, so that no two that are open are the same though some begin alike. */
function print(node: Tree, end: string, place: string): string {
  if (node.kind === "leaf") return `Content-Type: text/x-leaf${end}${end}${node.text.replaceAll("\n", end)}`;
  if (node.kind === "message") {
    const inner = node.children.map((child) => print(child, end, `${place}m`)).join("");
    return `Content-Type: message/rfc822${end}${end}${inner}`;
  }
  const boundary = `=${place}`;
  const parts = node.children.map(
    (child, index) => `--${boundary}${end}${print(child, end, `${place}${index}`)}${end}`,
  );
  return `Content-Type: multipart/mixed; boundary="${boundary}"${end}${end}${parts.join("")}--${boundary}--`;
}

function compare(part: Part, node: Tree, end: string, place: string): void {
  expect(latin1Of(part.raw)).toBe(print(node, end, place));
  expect(part.children).toHaveLength(node.children.length);
  if (node.kind === "leaf") expect(part.text()).toBe(node.text.replaceAll("\n", end));
  const inner = (index: number): string => (node.kind === "message" ? `${place}m` : `${place}${index}`);
  for (const [index, child] of node.children.entries()) {
    const read = part.children[index];
    if (read !== undefined) compare(read, child, end, inner(index));
  }
}

test("a tree that is printed and read again is the same tree, each part's bytes those that were printed", () => {
  fc.assert(
    fc.property(tree, fc.constantFrom("\r\n", "\n"), (node, end) => {
      compare(readMail(new Uint8Array(Buffer.from(print(node, end, "0")))).root, node, end, "0");
    }),
    { numRuns: 200 },
  );
});
