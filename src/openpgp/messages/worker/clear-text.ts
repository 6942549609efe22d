import { requireSingleClearText } from "../../clear-text-frame.ts";
import type { ClearTextRead } from "../contract.ts";
import type { Calls } from "../protocol.ts";
import { verifyDetached } from "./verify.ts";

const BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE = "-----BEGIN PGP SIGNATURE-----";

/**
 * One clear-signed text (RFC 9580, section 7) and nothing around it. Text and signature are taken from the same bytes by the
 * same rule, so that what is shown is what was verified; the signature is over the bytes in whatever charset they came.
 */
export async function verifyClearText(job: Calls["verifyClearText"]["job"]): Promise<ClearTextRead | undefined> {
  const lines = framedLines(job.text);
  if (!lines) return undefined;
  const signature = lines.findIndex((line) => line.trimEnd() === SIGNATURE);
  const head = lines.findIndex((line) => line.trimEnd() === BEGIN);
  const empty = lines.findIndex((line, index) => index > head && line.trim() === "");
  const signed = lines.slice(empty + 1, signature).map(asSigned);
  const signatures = await verifyDetached({
    data: Buffer.from(signed.join("\r\n"), "latin1"),
    signature: Buffer.from(lines.slice(signature).join("\n"), "latin1"),
    known: job.known,
    now: job.now,
  });
  const bytes = Buffer.from(signed.join("\n"), "latin1");
  return { text: decode(bytes), bytes, signatures };
}

function framedLines(text: Uint8Array): readonly string[] | undefined {
  try {
    return Buffer.from(requireSingleClearText(text)).toString("latin1").split("\n");
  } catch {
    return undefined;
  }
}

/** Without the dash escape and without blanks at the end (RFC 9580, 7.1 and 7.2). */
function asSigned(line: string): string {
  return (line.startsWith("- ") ? line.slice(2) : line).replace(/[ \t]+$/, "");
}

/** UTF-8 where it is that; else each byte as its own character, so that nothing is lost. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}
