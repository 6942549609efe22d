import type { Certificate, MessageOpener } from "../../openpgp/index.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { type IntakeState, startMemory } from "./state.ts";

/** Small states and mails for tests. What they hold has no OpenPGP: an opener that is asked for any is a fault. */

export const SENT = "<case-DESK-2026-0007.p4v1s@desk.example>";
export const OURS = "security@desk.example";

export function certificate(fingerprint: string, ...addresses: readonly string[]): Certificate {
  return {
    fingerprint,
    addresses,
    userIds: addresses,
    created: new Date("2026-01-01T00:00:00Z"),
    expires: undefined,
    revoked: false,
    canEncrypt: true,
    bytes: new Uint8Array(),
  };
}

export const STATE: IntakeState = startMemory({
  address: OURS,
  now: new Date("2026-11-21T12:00:00Z"),
  roleFingerprints: ["00FF"],
  staff: [
    {
      address: "ines@desk.example",
      role: "point_person",
      team: "core",
      certificate: certificate("11AA", "ines@desk.example"),
    },
  ],
  cases: new Map([["DESK-2026-0007", { id: "DESK-2026-0007", reporter: "rui@home.example" }]]),
  sentMessages: new Map([[SENT, "DESK-2026-0007"]]),
});

const unasked = (): never => {
  throw new Error("nothing here is OpenPGP");
};
export const NO_OPENER: MessageOpener = {
  open: unasked,
  verifyDetached: unasked,
  verifyClearText: unasked,
  readCertificates: unasked,
  close: async () => undefined,
};

/** A mail from Rui with these headers; one of the same name takes the place of the usual one, `-Name` takes it away. */
export function mailWith(headers: readonly string[], body = "There is a flaw in the parser.\n"): Uint8Array {
  const usual = ["From: Rui <rui@home.example>", `To: ${OURS}`, "Subject: parser", "Message-ID: <a1@home.example>"];
  const nameOf = (line: string): string => line.replace(/^-/, "").split(":")[0]?.toLowerCase() ?? "";
  const named = new Set(headers.map(nameOf));
  const kept = usual.filter((line) => !named.has(nameOf(line)));
  const lines = [...kept, ...headers.filter((line) => !line.startsWith("-")), "", body];
  return Buffer.from(lines.join("\n").replace(/\r?\n/g, "\r\n"));
}

export function judgeClear(
  message: Uint8Array,
  envelopeFrom: string | undefined = "rui@home.example",
  state = STATE,
): Promise<Judgement> {
  return judge(message, { from: envelopeFrom }, state, NO_OPENER);
}
