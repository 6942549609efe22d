import { describe, expect, test } from "vitest";
import type { SignatureVerdict } from "../content/signature.ts";
import { certificate, STATE } from "../test-intake.ts";
import type { CameKey } from "./came-keys.ts";
import { judgeKeys } from "./judge-keys.ts";

const RUI = "rui@home.example";
const OLD = certificate("AAAA", RUI);
const NEW = certificate("BBBB", RUI);
const came = (key = OLD, encrypted = true, source: CameKey["source"] = "attached"): CameKey => ({
  certificate: key,
  source,
  encrypted,
});
const signed = (signer: string | undefined, word: SignatureVerdict["word"] = "good"): SignatureVerdict => ({
  word,
  signer,
  made: undefined,
});
const UNSIGNED = signed(undefined, "none");
const PINNED = { ...STATE, reporterKeys: new Map([[RUI, [OLD]]]) };

const ask = (keys: readonly CameKey[], signature: SignatureVerdict, state = STATE, encrypted = true) =>
  judgeKeys({ state, from: RUI, came: keys, signature, encrypted });

describe("no key is on file", () => {
  test("a key that signed the whole is used and put on file", () => {
    const answer = ask([came()], signed("AAAA"));
    expect(answer.reply?.fingerprint).toBe("AAAA");
    expect(answer.pin).toEqual([{ kind: "key-pinned", key: { address: RUI, certificate: OLD } }]);
  });

  test("a key inside an unsigned encrypted report is used, and not put on file", () => {
    const answer = ask([came()], UNSIGNED);
    expect([answer.reply?.fingerprint, answer.pin]).toEqual(["AAAA", []]);
  });

  test.each<[string, CameKey, SignatureVerdict]>([
    ["in clear beside an encrypted report", came(OLD, false), UNSIGNED],
    ["in the Autocrypt header of one", came(OLD, false, "autocrypt"), UNSIGNED],
    ["under a bad signature", came(), signed(undefined, "bad")],
    ["under a signature over a part", came(), signed("AAAA", "partial")],
    ["beside a signature by an unknown key", came(), signed(undefined, "unknown_key")],
    ["of somebody else", came(certificate("CCCC", "eva@evil.example")), signed("CCCC")],
    ["that is revoked", came({ ...OLD, revoked: true }), UNSIGNED],
    ["that has expired", came({ ...OLD, expires: new Date("2026-11-01T00:00:00Z") }), UNSIGNED],
    ["that only signs", came({ ...OLD, canEncrypt: false }), signed("AAAA")],
    ["that is our own", came(certificate("00FF", RUI)), UNSIGNED],
  ])("a key %s is neither used nor put on file", (_name, key, signature) => {
    const answer = ask([key], signature);
    expect([answer.reply, answer.pin]).toEqual([undefined, []]);
  });
});

describe("a key is on file", () => {
  test("another one is a conflict, and replaces nothing", () => {
    const answer = ask([came(NEW)], signed("BBBB"), PINNED);
    expect(answer).toMatchObject({ conflict: true, flags: ["key_conflict"], pin: [] });
    expect(answer.reply?.fingerprint).toBe("AAAA");
  });

  test("a new one under the old one's signature is told, and answered to the old one", () => {
    expect(ask([came(NEW)], signed("AAAA"), PINNED)).toMatchObject({ conflict: false, flags: ["key_conflict"] });
  });

  test("a copy that says it is revoked counts whoever brings it", () => {
    const revoked = { ...OLD, revoked: true };
    const answer = ask([came(revoked, false)], UNSIGNED, PINNED, false);
    expect(answer).toMatchObject({ reply: undefined, flags: ["revoked_key"] });
    expect(answer.pin).toEqual([{ kind: "key-refreshed", key: { address: RUI, certificate: revoked } }]);
  });

  test("a copy with a later end counts under its own signature alone", () => {
    const short = { ...OLD, expires: new Date("2026-11-01T00:00:00Z") };
    const state = { ...STATE, reporterKeys: new Map([[RUI, [short]]]) };
    expect(ask([came(OLD)], signed("AAAA"), state).reply?.fingerprint).toBe("AAAA");
    expect(ask([came(OLD)], UNSIGNED, state).reply).toBeUndefined();
  });
});
