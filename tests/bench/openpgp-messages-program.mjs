/**
 * Opens what stands in a directory with the compiled program and prints what it took, as JSON. A process of its own, so
 * that its memory is that of the program alone.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [program, directory] = process.argv.slice(2);
const { createMessageOpener } = await import(join(program, "dist/openpgp/index.js"));
const { createProcessRunner } = await import(join(program, "dist/system/index.js"));

const ROUNDS = 300;
const read = (name) => readFileSync(join(directory, name));
const options = { runner: createProcessRunner("/nonexistent"), now: () => new Date(), deadlineMs: 60_000 };
const opener = createMessageOpener({ ...options, secretKeys: [read("role.key")] });
const known = (await opener.readCertificates(read("known.pgp"))).certificates;

async function open(message) {
  const mail = await opener.open(message, known);
  if (mail.integrity !== "ok" || mail.signatures[0]?.state !== "good")
    throw new Error(`The message was not opened: ${mail.fault}.`);
  return mail.plain.length;
}

async function measure(work) {
  const from = { wall: performance.now(), cpu: process.cpuUsage() };
  await work();
  const { user, system } = process.cpuUsage(from.cpu);
  return { wall: performance.now() - from.wall, cpu: (user + system) / 1000 };
}

const small = read("small.asc");
for (let round = 0; round < 40; round += 1) await open(small);
const one = await measure(async () => {
  for (let round = 0; round < ROUNDS; round += 1) await open(small);
});
const two = await measure(() => Promise.all(Array.from({ length: ROUNDS }, () => open(small))));
const large = read("large.asc");
let length = 0;
const big = await measure(async () => {
  length = await open(large);
});
await opener.close();
const memory = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ rounds: ROUNDS, one, two, big, length, memory }));
