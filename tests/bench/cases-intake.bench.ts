import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge, readStateFile } from "../../src/cases/index.ts";
import { createMessageOpener } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { createPgp, encryptedPart, entity, filePart, type PartText, textPart } from "../system/cases-mail-kit.ts";
import { hostileMails } from "./cases-desk/hostile.ts";
import type { Report } from "./report.ts";

const MESSAGES = 300;
/** As many as there are warm workers. */
const AT_ONCE = 2;
const FROM = ["From: Zoe <zoe@uni.example>", "To: security@desk.example", "MIME-Version: 1.0"];

/** How fast mails are judged with a Curve25519 role key, what a hostile one costs at most, and what the largest one takes. */
export async function bench(report: Report): Promise<void> {
  const root = mkdtempSync("/tmp/sd-bench-cases-");
  const pgp = createPgp(root);
  const role = pgp.key("Desk <security@desk.example>");
  const zoe = pgp.key("Zoe <zoe@uni.example>");
  writeFileSync(join(root, "role.asc"), pgp.secretKey(role));
  writeFileSync(
    join(root, "state.json"),
    JSON.stringify({ address: "security@desk.example", role_keys: ["role.asc"] }),
  );
  const { state, secretKeys } = await readStateFile(join(root, "state.json"), new Date(Date.now() + 60_000));
  const runner = createProcessRunner("/nonexistent");
  const opener = createMessageOpener({ secretKeys, runner, now: () => state.now });
  const whole = ({ headers, body }: PartText): Uint8Array =>
    Buffer.from(entity({ headers: [...FROM, ...headers], body }));
  const judged = async (mail: Uint8Array): Promise<number> => {
    const started = performance.now();
    await judge(mail, { from: undefined }, state, opener);
    return performance.now() - started;
  };
  try {
    const key = filePart("zoe.asc", pgp.publicKey(zoe), "application/pgp-keys");
    const inner: PartText = {
      headers: ["Content-Type: multipart/mixed"],
      body: [textPart("A flaw.\n".repeat(60)), key],
    };
    const mail = whole(encryptedPart(pgp.encrypt(entity(inner), [role], { by: zoe })));
    for (let i = 0; i < 20; i += 1) await judged(mail);

    const times: number[] = [];
    const started = performance.now();
    const cpu = process.cpuUsage();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let i = 0; i < MESSAGES / AT_ONCE; i += 1) times.push(await judged(mail));
      }),
    );
    times.sort((a, b) => a - b);
    const seconds = (performance.now() - started) / 1000;
    report({
      name: "judged, encrypted and signed, key inside",
      value: Math.round(MESSAGES / seconds),
      unit: "messages/s",
      peer: 46,
    });
    report({ name: "CPU of one of these", value: Math.round(cpuSince(cpu) / MESSAGES), unit: "ms" });
    report({
      name: "95 % of these within",
      value: Math.round(times[Math.floor(MESSAGES * 0.95)] ?? 0),
      unit: "ms",
      limit: 500,
    });

    const file = { ...filePart("core.bin", Buffer.alloc(15_000_000, "dump").toString("base64")) };
    const base64: PartText = { headers: [...file.headers, "Content-Transfer-Encoding: base64"], body: file.body };
    const large: PartText = { headers: ["Content-Type: multipart/mixed"], body: [textPart("A core.\n"), base64, key] };
    const armor = pgp.encrypt(entity(large), [role], { by: zoe, stored: true });
    const biggest = whole(encryptedPart(armor));
    const beforeBiggest = process.cpuUsage();
    const milliseconds = await judged(biggest);
    const size = Math.round(biggest.length / 1_000_000);
    report({ name: `a mail of ${size} MB`, value: Math.round(milliseconds), unit: "ms" });
    report({ name: "its CPU", value: Math.round(cpuSince(beforeBiggest)), unit: "ms", limit: 3000 });

    for (const [name, hostile] of costlyMails(pgp.encrypt("x", [role]), pgp.clearSign("x", zoe), whole)) {
      const before = process.cpuUsage();
      await judged(hostile);
      report({ name: `hostile: ${name}, CPU`, value: Math.round(cpuSince(before)), unit: "ms", limit: 3000 });
    }
  } finally {
    await opener.close();
    pgp.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What costs the most where a reader is careless, each close to the limits of a mail; with armor, somebody needs a key to make it. */
function costlyMails(
  armor: string,
  signed: string,
  whole: (part: PartText) => Uint8Array,
): readonly (readonly [string, Uint8Array])[] {
  const text = (body: string): Uint8Array => whole({ headers: ["Content-Type: text/plain"], body });
  let nested: PartText = textPart("x".repeat(5_000_000));
  for (let depth = 0; depth < 48; depth += 1) {
    nested = {
      headers: ['Content-Type: multipart/signed; protocol="application/pgp-signature"'],
      body: [nested, { headers: ["Content-Type: application/pgp-signature"], body: signed }],
    };
  }
  return [
    ...hostileMails(),
    ["many messages", text(`${armor}\n`.repeat(25_000))],
    ["many signed texts", text(`${signed}\n`.repeat(60_000))],
    ["signed within signed", whole(nested)],
    [
      "files of armor",
      whole({
        headers: ["Content-Type: multipart/mixed"],
        body: Array.from({ length: 490 }, () => filePart("x.asc", armor)),
      }),
    ],
    ["dashes", text(`${"-".repeat(25_000_000)}\n`)],
    [
      "references",
      whole({ ...textPart("x"), headers: [`References: ${"<a@b> ".repeat(20_000)}`, "Content-Type: text/plain"] }),
    ],
  ];
}
