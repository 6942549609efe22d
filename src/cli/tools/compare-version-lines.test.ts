import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparePair, compareVersionLines } from "./compare-version-lines.ts";

describe("pairs", () => {
  test.each([
    ["1.0~rc1\t1.0", "-1"],
    ["2.0\t2.0-0", "0"],
    ["1:1\t2", "1"],
    ["1.0", "x"],
    ["\t1", "x"],
    ["1\t", "x"],
    ["1\t2\t3", "x"],
    ["1 \t1", "x"],
    ["", "x"],
    ["1.0\t1.ö", "x"],
  ])("%j is %s", (line, expected) => {
    expect(comparePair(line)).toBe(expected);
  });
});

async function through(chunks: readonly Uint8Array[], form: "lines" | "json" = "lines"): Promise<string> {
  const input = new PassThrough();
  const output = input.pipe(compareVersionLines(form));
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return await text(output);
}

describe("the stream", () => {
  test("one answer a line, however the bytes are cut", async () => {
    const input = Buffer.from("1\t2\n2\t1\r\n\nfoo\n1:0\t1:0");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(input.length)), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), input.length];
        const chunks = at.slice(1).map((end, index) => input.subarray(at[index], end));
        expect(await through(chunks.filter((chunk) => chunk.length > 0))).toBe("-1\n1\nx\nx\n0\n");
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["", "[]\n"],
    ["1\t2\nx\n", "[-1,null]\n"],
  ])("as JSON: %j", async (input, expected) => {
    expect(await through([Buffer.from(input)], "json")).toBe(expected);
  });

  test("a line without an end does not fill the memory; the next line is answered", async () => {
    const endless = Array.from({ length: 40 }, () => Buffer.alloc(65_536, "1"));
    expect(await through([...endless, Buffer.from("\t1\n1\t1\n")])).toBe("x\n0\n");
  });
});
