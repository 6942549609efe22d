import { expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import type { StepContext } from "./context.ts";
import { upload, uploadMeanwhile } from "./upload.ts";

const files = ["a", "b", "c"].map((name) => ({ name, sha256: sha256(name), size: 1, path: `/store/${name}` }));

/** A server that has `b`, and what it was sent. */
function desk(put: (path: string) => Promise<void> = async () => undefined) {
  const sent: string[] = [];
  const server = {
    missing: async (_lease: string, hashes: readonly string[]) =>
      hashes.filter((hash) => hash !== sha256("b") && !sent.includes(hash)),
    async putFile(_lease: string, hash: string, path: string) {
      await put(path);
      sent.push(hash);
    },
  };
  const stop = new AbortController();
  const context = {
    lease: { lease: "l" },
    workshop: { host: { random: { bytes: (count: number) => new Uint8Array(count) } } },
    server,
    signal: stop.signal,
  } as unknown as StepContext;
  return { context, sent, stop };
}

test("what the server misses is sent once, however often it is named", async () => {
  const { context, sent } = desk();
  await upload(context, [...files, ...files]);
  await upload(context, files);
  expect(sent).toEqual([sha256("a"), sha256("c")]);
});

test("files are on their way while the act goes on, and there when it has ended", async () => {
  const { context, sent } = desk();
  const seen = await uploadMeanwhile(context, files, async () => {
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    return "made";
  });
  expect(seen).toBe("made");
});

test("a fault in sending is no fault of the act", async () => {
  const { context, sent } = desk(() => Promise.reject(new Error("the server's disk is full")));
  expect(await uploadMeanwhile(context, files, async () => "made")).toBe("made");
  expect(sent).toEqual([]);
});

test("a failed act is told at once, whatever is still on its way", async () => {
  const { context } = desk(() => new Promise(() => undefined));
  const failing = uploadMeanwhile(context, files, () => Promise.reject(new Error("does not build")));
  await expect(failing).rejects.toThrow("does not build");
});
