import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { createDeskClient, whyUnreachable } from "./client.ts";

const AT = new URL("https://desk.example:8420/api/v1/updates");
const failed = (code: string): Error => Object.assign(new TypeError("fetch failed"), { cause: { code } });

test.each<[string, unknown]>([
  ["Nothing listens at https://desk.example:8420: no desk runs there now.", failed("ECONNREFUSED")],
  ["No machine desk.example is found, so https://desk.example:8420 is no desk's address here.", failed("ENOTFOUND")],
  [
    "The certificate of https://desk.example:8420 is not trusted on this machine (DEPTH_ZERO_SELF_SIGNED_CERT).",
    failed("DEPTH_ZERO_SELF_SIGNED_CERT"),
  ],
  ["The desk at https://desk.example:8420 did not answer in time.", new DOMException("", "TimeoutError")],
  ["The desk at https://desk.example:8420 does not answer.", failed("ECONNRESET")],
])("%s", (sentence, thrown) => {
  expect(whyUnreachable(AT, thrown)).toBe(sentence);
});

test("where nothing listens, a call says so", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  await expect(createDeskClient(url, () => null).updates()).rejects.toMatchObject({
    code: "DESK_UNREACHABLE",
    message: `Nothing listens at ${url}: no desk runs there now.`,
    next: expect.stringContaining("docs/guides/desk.md"),
  });
});
