import { describe, expect, test } from "vitest";
import { checkKeptArchitectures } from "./kept-architectures.ts";

const release = { codename: "bookworm", architectures: ["amd64", "i386"] };
const both = { version: "1.0-2", architectures: ["amd64", "i386"] };
const one = { version: "1.0-10", architectures: ["amd64"] };
const old = { version: "1.0-1", architectures: ["amd64", "i386", "mips"] };

const submitted = (architectures: readonly string[], allowed = ["any"]) => {
  return { source: "tiny", version: "1.0-20", allowed, architectures };
};

describe("an update is for every architecture that users have the one before it for", () => {
  test.each([
    ["one left out on purpose", submitted(["amd64"]), [both], "has packages for i386"],
    ["a .dsc that names fewer", submitted(["i386"], ["i386"]), [old, both], "has packages for amd64"],
    ["as machines have the newest, not the last of the list", submitted(["i386"]), [one, old], "tiny 1.0-10 in our"],
  ])("refused: %s", (_, wish, published, sentence) => {
    const check = (): void => checkKeptArchitectures(wish, published, release);
    expect(check).toThrow(sentence);
    expect(check).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  test.each([
    ["the same", submitted(["amd64", "i386"]), [both]],
    ["more than before", submitted(["amd64", "i386"]), [one, old]],
    ["no fewer than the newest has", submitted(["amd64"]), [both, one]],
    ["a source for all machines alike", submitted(["amd64"], ["all"]), [both]],
    ["what the release has no more", submitted(["amd64", "i386"]), [old]],
    ["the first update of a source", submitted(["amd64"]), []],
  ])("taken: %s", (_, wish, published) => {
    expect(() => checkKeptArchitectures(wish, published, release)).not.toThrow();
  });
});
