import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXml, type XmlElement } from "./xml.ts";

const read = (text: string) => readXml(Buffer.from(text, "utf8"));

function root(text: string): XmlElement {
  const answer = read(text);
  if ("wrong" in answer) throw new Error(answer.wrong);
  return answer.root;
}

describe("a document", () => {
  test("is read with its prefixes taken off and its references replaced", () => {
    const text = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- hello --><a:b x:type="q &lt; r" y='"'>1 &amp;&#x41;&#66;<![CDATA[<&]]><c/> 2\r\n</a:b>\n`;
    const { name, attributes, text: said, children } = root(text);
    expect([name, [...attributes], said, children.map((child) => child.name)]).toEqual([
      "b",
      [
        ["type", "q < r"],
        ["y", '"'],
      ],
      "1 &AB<& 2\n",
      ["c"],
    ]);
  });

  test.each([
    ["", "holds no element"],
    ["text", "is not well formed"],
    ["<a>", "ends within an element"],
    ["<a></b>", "is not well formed"],
    ["<x:a></a>", "is not well formed"],
    ["<a/><b/>", "holds more than one document"],
    ["<a x=1/>", "is not well formed"],
    ["<a x='<'/>", "is not well formed"],
    ["<a", "is not well formed"],
    ["<a>&nbsp;</a>", "has an entity that is not one of the five"],
    ["<a>&</a>", "has an entity that is not one of the five"],
    ["<a>&#0;</a>", "has an entity that is not one of the five"],
    ["<a>&#xD800;</a>", "has an entity that is not one of the five"],
    ["<a>&#x110000;</a>", "has an entity that is not one of the five"],
    ["<a>&constructor;</a>", "has an entity that is not one of the five"],
    ["<a>\u0007</a>", "holds a character that XML forbids"],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "has a document type, which is refused"],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "has a document type, which is refused"],
    ["<?xml-stylesheet href='x'?><a/>", "has a processing instruction, which is refused"],
    ['<a><?xml version="1.0"?></a>', "has a processing instruction, which is refused"],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "is not UTF-8"],
    ["<a><!-- </a>", "ends within an element"],
    ["<![CDATA[x]]>", "is not well formed"],
  ])("%j is refused", (text, wrong) => {
    expect(read(text)).toEqual({ wrong });
  });

  test("that is too deep is refused before it is read whole", () => {
    expect(read("<a>".repeat(40) + "</a>".repeat(40))).toHaveProperty("root");
    for (const depth of [41, 1_000_000])
      expect(read("<a>".repeat(depth))).toEqual({ wrong: "is deeper than 40 elements" });
  });

  test("in another encoding is refused", () => {
    expect(readXml(Buffer.from("<a>\xfc</a>", "latin1"))).toEqual({ wrong: "is not UTF-8" });
    expect(readXml(Buffer.from("<a/>", "utf16le"))).toHaveProperty("wrong");
  });
});

interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Tree[];
}

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/);
const said = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => {
  // Not what XML forbids, nor what it makes one of: the ends of lines.
  return !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text);
});

/** Trees of at most so many levels. */
function trees(levels: number): fc.Arbitrary<Tree> {
  return fc.record({
    name,
    attributes: fc.dictionary(name, said, { maxKeys: 3, noNullPrototype: true }),
    text: said,
    children: levels === 1 ? fc.constant([]) : fc.array(trees(levels - 1), { maxLength: 3 }),
  });
}
const tree = trees(4);

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => (sign === "&" ? "&amp;" : sign === "<" ? "&lt;" : `&#${sign.charCodeAt(0)};`));

function written({ name: tag, attributes, text, children }: Tree): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ns:${key}="${escaped(value)}"`);
  return `<${tag}${words.join("")}>${escaped(text)}${children.map(written).join("")}</${tag}>`;
}

function plain({ name: tag, attributes, text, children }: XmlElement): Tree {
  return { name: tag, attributes: Object.fromEntries(attributes), text, children: children.map(plain) };
}

test("what was written is what is read", () => {
  fc.assert(
    fc.property(tree, (one) => {
      expect(plain(root(written(one)))).toEqual(one);
    }),
  );
});

test("a document that was cut off or changed is read or refused, and never throws", () => {
  fc.assert(
    fc.property(tree, fc.nat(), fc.uint8Array({ maxLength: 4 }), fc.boolean(), (one, where, junk, cut) => {
      const bytes = Buffer.from(written(one), "utf8");
      const at = where % (bytes.length + 1);
      const changed = cut ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)]);
      const answer = readXml(changed);
      if (cut && at < bytes.length) expect(answer).toHaveProperty("wrong");
      else expect("root" in answer || "wrong" in answer).toBe(true);
    }),
  );
});

test("bytes of any kind are refused in a time that grows with their number only", () => {
  const started = process.cpuUsage();
  for (const unit of ["<a ", "<a x='", "&", "&#", "<!--", "<![CDATA[", "</", " x='' ", "<a b='c' ", "<"]) {
    expect(read(unit.repeat(200_000))).toHaveProperty("wrong");
    expect(read(`<a>${unit.repeat(200_000)}`)).toHaveProperty("wrong");
    expect(read(`<a ${unit.repeat(200_000)}`)).toHaveProperty("wrong");
  }
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(15_000);
});
