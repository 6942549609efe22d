import { execFileSync } from "node:child_process";
import { countKept, type MeasuredDesk, openMeasuredDesk, untilKept } from "./cases-desk/desk.ts";
import { hostileMails } from "./cases-desk/hostile.ts";
import { type EncryptedMail, makeLargeMail, makeMails } from "./cases-desk/mails.ts";
import { peakOf, processesOf, processorTimes, timesBetween } from "./cases-desk/processes.ts";
import { longestAnswer, sendAtOnce, sendPaced, sendPatiently } from "./cases-desk/send.ts";
import type { Report } from "./report.ts";

const WARM = 40;
const BURST = 300;
const PACED = 150;
const PER_SECOND = 50;
/** Messages a second that gpg decrypts where fifty a second are asked for: elsewhere they are offered in that ratio to gpg. */
const GPG_PER_SECOND = 46;
const LARGE_FILE = 15_800_000;
const BESIDE = 40;
const BESIDE_PER_SECOND = 5;

/**
 * A whole desk, met over LMTP as a mail system does, from the first byte to the case in its database: how many a second in a
 * burst, how long each takes when fifty a second come and when as many do as beside gpg on this machine, what the processor had to do for one, and the largest mail.
 * Beside it gpg decrypts the same messages, one process a message.
 */
export async function bench(report: Report): Promise<void> {
  const desk = await openMeasuredDesk();
  try {
    const mails = await makeMails(desk, WARM + BURST + 2 * PACED);
    for (const mail of mails.slice(0, 1)) await sendPatiently(desk.port, mail);
    await sendAtOnce(desk.port, mails.slice(1, WARM));
    await untilKept(desk, WARM);
    const peer = await measureBurst(report, desk, mails.slice(WARM, WARM + BURST));
    const paced = mails.slice(WARM + BURST);
    await measurePaced(report, desk, paced.slice(0, PACED), PER_SECOND);
    await measurePaced(report, desk, paced.slice(PACED), rounded((PER_SECOND * peer) / GPG_PER_SECOND));
    await measureLarge(report, desk);
    await measureHostile(report, desk);
  } finally {
    await desk.close();
  }
}

/** Answers how many a second gpg decrypted beside it. */
async function measureBurst(report: Report, desk: MeasuredDesk, mails: readonly EncryptedMail[]): Promise<number> {
  const peer = peerOf(desk, mails.slice(0, 60));
  const kept = await countKept(desk);
  const before = await processorTimes(desk.whole);
  const began = performance.now();
  await sendAtOnce(desk.port, mails);
  const accepted = performance.now() - began;
  await untilKept(desk, kept + mails.length);
  const after = await processorTimes(desk.whole);
  const seconds = await secondsOf(desk, mails.length);
  const rate = mails.length / seconds;
  report({ name: "LMTP to case, in a burst", value: rounded(rate), unit: "messages/s", peer: rounded(peer) });
  report({ name: "the same beside gpg", value: rounded(rate / peer), unit: "times" });
  report({ name: "accepted", value: rounded((mails.length * 1000) / accepted), unit: "messages/s" });
  let all = 0;
  for (const [name, time] of timesBetween(before, after)) {
    all += time / mails.length;
    report({ name: `processor time of one, ${name}`, value: rounded(time / mails.length), unit: "ms" });
  }
  report({ name: "processor time of one, all together", value: rounded(all), unit: "ms", limit: 40 });
  return peer;
}

async function measurePaced(
  report: Report,
  desk: MeasuredDesk,
  mails: readonly EncryptedMail[],
  perSecond: number,
): Promise<void> {
  const kept = await countKept(desk);
  await sendPaced(desk.port, mails, perSecond);
  await untilKept(desk, kept + mails.length);
  const waits = (await waitsOf(desk, mails.length)).sort((a, b) => a - b);
  const at = (part: number): number => Math.round(waits[Math.floor(waits.length * part)] ?? 0);
  report({ name: `at ${perSecond} a second, half are cases within`, value: at(0.5), unit: "ms" });
  report({ name: `at ${perSecond} a second, 95 % are cases within`, value: at(0.95), unit: "ms", limit: 500 });
}

async function measureLarge(report: Report, desk: MeasuredDesk): Promise<void> {
  const mail = await makeLargeMail(desk, LARGE_FILE);
  const size = rounded(mail.raw.length / 1e6);
  const kept = await countKept(desk);
  const before = await processorTimes(desk.whole);
  const began = performance.now();
  await sendAtOnce(desk.port, [mail]);
  report({ name: `${size} MB, acknowledged after`, value: Math.round(performance.now() - began), unit: "ms" });
  await untilKept(desk, kept + 1);
  const [wait = 0] = await waitsOf(desk, 1);
  const times = timesBetween(before, await processorTimes(desk.whole));
  report({ name: `${size} MB, a case after`, value: Math.round(wait), unit: "ms", limit: 3_000 });
  const cpu = [...times.values()].reduce((sum, time) => sum + time, 0);
  report({ name: `${size} MB, processor time of all`, value: Math.round(cpu), unit: "ms" });
  for (const group of await processesOf(desk.whole)) {
    const value = Math.round(await peakOf(group));
    report({ name: `largest memory, ${group.name}`, value, unit: "MiB", limit: 600 });
  }
}

/** What hostile mails cost the desk, and how long others wait that come beside the worst of them. */
async function measureHostile(report: Report, desk: MeasuredDesk): Promise<void> {
  let worst: { readonly cpu: number; readonly raw: Buffer } | undefined;
  for (const [name, raw] of hostileMails()) {
    const kept = await countKept(desk);
    const before = await processorTimes(desk.whole);
    await sendAtOnce(desk.port, [{ from: "zoe@uni.example", raw }]);
    await untilKept(desk, kept + 1);
    const times = timesBetween(before, await processorTimes(desk.whole));
    const cpu = Math.round([...times.values()].reduce((sum, time) => sum + time, 0));
    report({ name: `hostile: ${name}, processor time of all`, value: cpu, unit: "ms", limit: 3_000 });
    if (!worst || worst.cpu < cpu) worst = { cpu, raw };
  }
  const others = await makeMails(desk, BESIDE, 10_000);
  for (const [what, raw] of [["without", undefined] as const, ["with", worst?.raw] as const]) {
    const mails = others.slice(...(raw ? [BESIDE / 2] : [0, BESIDE / 2]));
    const kept = await countKept(desk);
    const sending = sendPaced(desk.port, mails, BESIDE_PER_SECOND);
    const asking = longestAnswer(desk.port);
    // Another copy than the one before, which would be known again.
    if (raw)
      await sendAtOnce(desk.port, [{ from: "zoe@uni.example", raw: Buffer.concat([raw, Buffer.from("x\r\n")]) }]);
    await sending;
    await untilKept(desk, kept + mails.length + (raw ? 1 : 0));
    const answered = Math.round(await asking.end());
    // The worst itself is among them, and waits longest of all unless one of the others waits longer still.
    const waits = (await waitsOf(desk, mails.length + (raw ? 1 : 0))).sort((a, b) => a - b);
    const value = Math.round(waits.at(raw ? -2 : -1) ?? 0);
    report({
      name: `the longest wait of ${mails.length} mails, ${what} the worst of these beside them`,
      value,
      unit: "ms",
    });
    report({ name: `LMTP answers at the latest, ${what} it`, value: answered, unit: "ms" });
  }
}

/** Messages a second of gpg, one process after the other, as somebody would who decrypts each by a command. */
function peerOf({ gpg }: MeasuredDesk, mails: readonly EncryptedMail[]): number {
  const began = performance.now();
  for (const { armored } of mails) {
    execFileSync("gpg", ["--homedir", gpg.home, "--batch", "--quiet", "--decrypt"], { input: armored, stdio: "pipe" });
  }
  return (mails.length * 1000) / (performance.now() - began);
}

/** From when the mail began to come to when its case was written, for the last so many; the commit is not in it. */
async function waitsOf({ whole }: MeasuredDesk, count: number): Promise<number[]> {
  const rows = await whole.sql(`SELECT extract(epoch FROM written.at - kept.at) * 1000
    FROM case_message kept JOIN audit_entry written
      ON written.object = 'case ' || kept.case_id AND written.action = 'open case'
    WHERE kept.arrival IS NOT NULL ORDER BY written.sequence DESC LIMIT ${count}`);
  return rows.map(Number);
}

/** From the first byte of the first of the last so many mails to the last case. */
async function secondsOf({ whole }: MeasuredDesk, count: number): Promise<number> {
  const rows = await whole.sql(`SELECT extract(epoch FROM max(written) - min(came)) FROM (
    SELECT written.at AS written, kept.at AS came
    FROM case_message kept JOIN audit_entry written
      ON written.object = 'case ' || kept.case_id AND written.action = 'open case'
    WHERE kept.arrival IS NOT NULL ORDER BY written.sequence DESC LIMIT ${count}) last`);
  return Number(rows[0]);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
