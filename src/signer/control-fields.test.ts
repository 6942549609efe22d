import { describe, expect, it } from "vitest";
import { sha256 } from "../kernel/index.ts";
import { controlFields, controlParagraphs, sha256Checksums } from "./control-fields.ts";

const CHANGES = `Format: 1.8
Source: tiny
Checksums-Sha1:
 677b50e0ec6426e28f573350538dafdf1bc7d03a 512 tiny_1.0.dsc
Checksums-Sha256:
 ${sha256("dsc")} 512 tiny_1.0.dsc
 ${sha256("tar")} 1024 tiny_1.0.tar.xz
Files:
 a2ecd41568e3a2441ead4bd999f1bbfc 512 utils optional other.dsc
`;

describe("control fields", () => {
  it("give the SHA-256 of each file, and take no other hash for it", () => {
    expect([...sha256Checksums(controlFields(CHANGES, "x"))]).toEqual([
      ["tiny_1.0.dsc", sha256("dsc")],
      ["tiny_1.0.tar.xz", sha256("tar")],
    ]);
  });

  it.each([
    ["nothing", ""],
    ["two stanzas", "A: 1\n\nB: 2\n"],
    ["no fields", "hello\n"],
    ["a field twice", "A: 1\nA: 2\n"],
  ])("are refused: %s", (_, text) => {
    expect(() => controlFields(text, "x.changes")).toThrow(/x\.changes cannot be read/);
  });

  it("keep paragraphs as they stand", () => {
    expect(controlParagraphs("\nA: 1\n b\n\n\nB: 2\n\n")).toEqual(["A: 1\n b", "B: 2"]);
  });
});
