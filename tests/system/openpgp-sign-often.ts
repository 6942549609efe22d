import { clearSign } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* A process that signs again and again with the keys of one home: KEYS (JSON) and how often. */

const [, , keys = "{}", times = "1"] = process.argv;
const runner = createProcessRunner("/");
let made = 0;
for (let time = 0; time < Number(times); time += 1) {
  const signed = await clearSign(runner, JSON.parse(keys), `${time}\n`);
  if (signed.includes("BEGIN PGP SIGNATURE")) made += 1;
}
process.stdout.write(`${made} signatures\n`);
