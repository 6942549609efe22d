import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { deliverUnderFire } from "../system/cases-arrival-kit.ts";

/*
 * Mail under fire: whoever takes it in and judges it is killed with -9 at SAMEDAY_SOAK_MAIL_KILLS (default 200) random
 * moments while others go on sending until each message is acknowledged. The record goes to soak/results.
 */

const wanted = Number(process.env.SAMEDAY_SOAK_MAIL_KILLS ?? 200);
const LONGEST_PAUSE_MS = 1000;

const fire = await deliverUnderFire(wanted, LONGEST_PAUSE_MS);
const results = path.join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const day = new Date().toISOString().slice(0, 10);
await writeFile(path.join(results, `${day}-arrival.json`), `${JSON.stringify({ day, ...fire }, null, 2)}\n`);
process.stdout.write(
  `${fire.kills} kills: ${fire.acknowledged} messages acknowledged, ${fire.failed} tries broken off, ${fire.arrivals} arrivals, ` +
    `${fire.faults.length === 0 ? "none lost, none judged twice" : `FAULTS: ${fire.faults.join(" ")}`}\n`,
);
process.exitCode = fire.faults.length === 0 ? 0 : 1;
