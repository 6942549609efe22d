import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSpoolReader, openSpoolWriter, parseSpoolKey, startLmtpServer } from "../../src/cases/arrival/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";

/*
 * Takes mail in at `DIRECTORY/lmtp` and judges it at once, until it is killed. Its judgement is a file of the message's hash
 * in `DIRECTORY/judged`, which can be made once only, as a database's unique column has it; in it stands which arrival it was.
 */

const directory = process.argv[2] ?? "";
const at = (...names: string[]): string => path.join(directory, ...names);
const key = parseSpoolKey(await readFile(at("spool.key"), "utf8"));
const say = (error: Error): void => void process.stderr.write(`${error.message}\n`);

const options = { directory: at("spool"), clock: systemClock };
const writer = await openSpoolWriter({ ...options, publicKey: key.publicKey, random: systemRandom });
const reader = await openSpoolReader({ ...options, keys: [key], onTrouble: (_id, error) => say(error) });
await startLmtpServer({
  listen: { socket: at("lmtp"), mode: 0o600 },
  name: "desk.example.org",
  addresses: ["security@example.org"],
  spool: writer,
  clock: systemClock,
  onTrouble: say,
});
process.stdout.write("ready\n");
for (;;) {
  await reader.judgeWaiting(async ({ id, message }) => {
    const judged = await open(at("judged", sha256(message)), "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return undefined;
      throw error;
    });
    await judged?.writeFile(id);
    await judged?.close();
  });
  await sleep(5);
}
