import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { fetchMail } from "./fetch-mail.ts";

/** A mailbox is looked into every minute for years: a look leaves nothing behind. */
test("a look at the mailbox that has ended leaves nothing behind that listens", async () => {
  const root = mkdtempSync(join(tmpdir(), "sameday-fetch-"));
  // A server that takes a connection and goes away: enough for a look to begin, and to end.
  const server = createServer((socket) => socket.end("* BYE\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = server.address();
  const passwordFile = join(root, "password");
  writeFileSync(passwordFile, "secret\n", { mode: 0o600 });
  const { signal } = new AbortController();
  const look = () =>
    fetchMail({
      settings: {
        ...{ host: "127.0.0.1", port: typeof place === "object" ? (place?.port ?? 0) : 0, security: "none" },
        ...{ user: "security", passwordFile, folder: "INBOX", everySeconds: 60 },
      },
      ...{ address: "security@example.org", stateFile: join(root, "state"), clock: { now: () => new Date(0) } },
      spool: { accept: async () => sha256("") },
      limits: { messageBytes: 1000, headerBytes: 1000 },
      signal,
    });
  try {
    for (let looks = 0; looks < 3; looks += 1) {
      await expect(look()).rejects.toMatchObject({ code: "MAILBOX_UNAVAILABLE" });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  } finally {
    server.close();
    rmSync(root, { recursive: true, force: true });
  }
});
