import type { RoleKeyProcedure, SealedDesk } from "../../src/cases/index.ts";
import { ago, NOW } from "./web-example.ts";

const DAY = 86_400_000;
const PLACE = "https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/t5s8ztdbon8yzntexy6oz5y48etqsnbb";

/** A role key that people hold, half handed out, with the long address of one place where it is published. */
export const ROLE_KEY: RoleKeyProcedure = {
  holders: ["pia", "leo"],
  current: {
    fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567",
    subkey: "89ABCDEF0123456789ABCDEF0123456789ABCDEF",
    certificate: new Uint8Array(),
    ends: new Date(NOW.getTime() + 40 * DAY),
    distributedBy: "pia",
    distributedAt: ago(3 * DAY),
    policy: "debian",
    copies: [
      { person: "pia", recipient: "A", ciphertextHash: "a", receivedAt: ago(2 * DAY), receiptText: "" },
      { person: "leo", recipient: "B", ciphertextHash: "b", receivedAt: undefined, receiptText: undefined },
    ],
    places: [
      { place: PLACE, found: "no key", lookedAt: ago(DAY) },
      { place: "hkps://keys.openpgp.org", found: "the same", lookedAt: ago(DAY) },
    ],
    tests: [],
  } as unknown as NonNullable<RoleKeyProcedure["current"]>,
  reasons: [],
  isRotationDue: true,
  steps: [
    { step: "distribute", done: true, waitsFor: [], until: undefined, sentence: "Handed out by pia." },
    { step: "receipts", done: false, waitsFor: ["leo"], until: NOW, sentence: "One copy is not received yet." },
    {
      step: "published",
      done: false,
      waitsFor: ["pia", "leo"],
      until: new Date(NOW.getTime() + 5 * DAY),
      sentence: `${PLACE} has no key.`,
    },
  ],
};

/** The part of a sealed desk that its page about the key reads. */
export const ROLE_KEY_DESK = { roleKey: async () => ROLE_KEY } as unknown as SealedDesk;
