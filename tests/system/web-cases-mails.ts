import type { CaseMessage, CryptoFacts, Flag, KeptJudgement, KeptMessage } from "../../src/cases/index.ts";

/** Mails, answers and notes as the example's cases hold them. */

export const ALICE = "B8D1F3A05C6E9D2F4A7780E1C2D3F4A5968B7C0D";

export const MARKUP = `<script>alert("x")</script><img src=https://evil.example/a.png>`;

export const GOOD: CryptoFacts = {
  ...{ layer: "pgp-mime", decrypted: true, integrity: "ok", signature: "good", signer: ALICE, signerMatchesFrom: true },
};
export const CLEAR: CryptoFacts = {
  ...{ layer: "none", decrypted: null, integrity: null, signature: "none", signer: null, signerMatchesFrom: null },
};

export const REPORT = `Hello,

while reading the circuit code I found that a relay can make a client
use freed memory: connection_edge_process_relay_cell() keeps a pointer to
the circuit after circuit_mark_for_close() when the cell is truncated.

I can crash a client reliably; I have not tried to do more.

  1. start a client built with ASan,
  2. let it build a circuit through my relay,
  3. send the attached cells.

Affected is everything since 0.4.8.1, as far as I can see. ${MARKUP}

I plan to speak about it at the end of January. Please tell me how you
want to go on.

Alice
`;

export function judged(crypto: CryptoFacts, flags: readonly Flag[], more: Partial<KeptJudgement> = {}): KeptJudgement {
  return {
    ...{ disposition: "new_case", because: "A message to us that begins a case.", crypto, reply: `encrypt:${ALICE}` },
    ...{ flags, attachments: [], command: "", ...more },
  };
}

export function mail(
  id: string,
  at: Date,
  by: string,
  text: string,
  judgement: KeptJudgement,
  subject = "a crash",
): CaseMessage {
  const encrypted = judgement.crypto.decrypted === true;
  const signers = judgement.crypto.signature === "good" ? [ALICE] : [];
  const kept: KeptMessage = {
    ...{ direction: "in", by, messageId: `<${id}@reporter.example.net>`, judgement, encryptedTo: [] },
    shown: {
      headers: [
        ...(encrypted ? [{ name: "Subject", text: subject, protected: true }] : []),
        { name: "From", text: by, protected: false },
        { name: "To", text: "security@example.org", protected: false },
        { name: "Subject", text: encrypted ? "..." : subject, protected: false },
        { name: "X-Spam-Status", text: "No, score=0.4 required=5.0", protected: false },
      ],
      parts: text === "" ? [] : [{ what: "text", text, encrypted, signers }],
    },
  };
  return { id, at, kept, delivery: undefined };
}

export function ours(
  id: string,
  at: Date,
  by: string,
  text: string,
  how: Partial<CaseMessage> & { to?: string[] } = {},
): CaseMessage {
  const { to, ...rest } = how;
  const direction = to === undefined ? "note" : "out";
  const parts = [{ what: "text", text, encrypted: (to?.length ?? 0) > 0, signers: [] }];
  const shown = { headers: [], parts };
  return {
    id,
    at,
    delivery: undefined,
    kept: { direction, by, messageId: "", shown, judgement: undefined, encryptedTo: to ?? [] },
    ...rest,
  };
}
