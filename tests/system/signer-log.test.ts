import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSignerClient, runSigner } from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { goodRequest, makeWork, openStage, runner } from "./signer-kit.ts";

test("the signer does not start on a log that was changed, and mends one that a kill cut short", async () => {
  const stage = await openStage();
  const { signer: directory, exchange, definition } = stage;
  const start = () => {
    const ports = { runner, clock: systemClock, random: systemRandom };
    return runSigner({ directory, socketPath: stage.socket, exchange, definition, ...ports });
  };
  try {
    const running = await start();
    const work = await makeWork(stage, { version: "1.0" });
    await createSignerClient(stage.socket).publish(await goodRequest(stage, work));
    await running.close();
    const path = join(directory, "log.jsonl");
    const text = await readFile(path, "utf8");
    expect(text).toContain('"ben"');
    await writeFile(path, text.replace('"ben"', '"tom"'));
    await expect(start()).rejects.toMatchObject({ code: "LOG_BROKEN" });
    await writeFile(path, text);
    await appendFile(path, '{"half a line');
    await (await start()).close();
    expect(await readFile(path, "utf8")).toBe(text);
  } finally {
    await stage.remove();
  }
});
