import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { deskUnderFire } from "./arrival-desk.ts";

/*
 * Mail under fire: processes of a whole desk are killed with -9 at SAMEDAY_SOAK_MAIL_KILLS (default 200) random moments while
 * mail comes in through Postfix and over LMTP, for SAMEDAY_SOAK_MAIL_MINUTES at most where that is set. The record goes to soak/results.
 */

const wanted = Number(process.env.SAMEDAY_SOAK_MAIL_KILLS ?? 200);
const minutesAtMost = Number(process.env.SAMEDAY_SOAK_MAIL_MINUTES ?? Number.POSITIVE_INFINITY);
const LONGEST_PAUSE_MS = 1500;

const began = performance.now();
const fire = await deskUnderFire(wanted, LONGEST_PAUSE_MS, minutesAtMost * 60_000);
const minutes = Math.round((performance.now() - began) / 6_000) / 10;
const results = path.join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const day = new Date().toISOString().slice(0, 10);
await writeFile(
  path.join(results, `${day}-arrival-desk.json`),
  `${JSON.stringify({ day, wanted, minutes, ...fire }, null, 2)}\n`,
);
const { kills, offered, taken, failed, judged, kept, lost, twice, faults } = fire;
process.stdout.write(
  `${kills.length} kills: ${offered} mails offered, ${taken.byPostfix} taken by Postfix and ${taken.byDesk} by the desk, ` +
    `${failed} tries broken off, ${judged} arrivals judged, ${kept} mails kept, ${lost} lost, ${twice} twice` +
    `${faults.length === 0 ? "" : `; FAULTS: ${faults.join(" ")}`}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
