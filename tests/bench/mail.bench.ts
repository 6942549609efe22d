import { htmlAsText, partsOf, readMail } from "../../src/mail/index.ts";
import type { Report } from "./report.ts";

const MEGABYTE = 1024 ** 2;

/** Reading of mails by processor time, since the machine has other work: the largest, the most cut up, and usual ones. */
export async function bench(report: Report): Promise<void> {
  const large = largeMail(30 * MEGABYTE);
  report({
    name: "a 30 MB mail, its attachment decoded",
    value: round(secondsOf(() => readAll(large))),
    unit: "s",
    limit: 1.5,
  });
  const text = new Uint8Array(
    Buffer.from(`Subject: x\r\n\r\n${"A line of a log that somebody sent along.\r\n".repeat(700_000)}`),
  );
  report({ name: "a mail of 30 MB of text", value: round(secondsOf(() => readAll(text))), unit: "s", limit: 2 });
  const parts = new Uint8Array(
    Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(10_000)}--b--\r\n`),
  );
  report({ name: "10,000 parts", value: round(secondsOf(() => readAll(parts))), unit: "s", limit: 0.3 });
  const usual = usualMail();
  const count = 5000;
  const seconds = secondsOf(() => {
    for (let index = 0; index < count; index += 1) readAll(usual);
  });
  report({ name: "mails of 2 KB, everything asked", value: Math.round(count / seconds), unit: "mails/s" });
}

function readAll(bytes: Uint8Array): void {
  for (const part of partsOf(readMail(bytes).root)) {
    if (part.children.length > 0) continue;
    if (part.mediaType === "text/html") htmlAsText(part.text());
    else if (part.mediaType.startsWith("text/")) part.text();
    else part.content();
  }
}

function secondsOf(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function largeMail(size: number): Uint8Array {
  const line = `${Buffer.alloc(57, 7).toString("base64")}\r\n`;
  const head =
    "From: Alice <alice@example.org>\r\nSubject: core dump\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee attachment\r\n" +
    "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  return new Uint8Array(Buffer.from(`${head}${line.repeat(Math.floor((size - 1000) / line.length))}--b--\r\n`));
}

function usualMail(): Uint8Array {
  const words = "I found an authentication bypass in exampled 2.3.1; send HELLO with a 4097 byte nonce.\r\n";
  return new Uint8Array(
    Buffer.from(
      "Received: from mx.example.net by mx.example.org; Sat, 07 Nov 2026 11:15:01 +0000\r\n" +
        "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.net>\r\nTo: security@example.org\r\nSubject: Vulnerability report\r\n" +
        "Date: Sat, 07 Nov 2026 11:15:01 +0000\r\nMessage-ID: <c7483598d262d949@example.net>\r\nMIME-Version: 1.0\r\n" +
        `Content-Type: multipart/alternative; boundary="=_b"\r\n\r\n--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words.repeat(8)}` +
        `--=_b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>${words.repeat(8)}</p></body></html>\r\n--=_b--\r\n`,
    ),
  );
}
