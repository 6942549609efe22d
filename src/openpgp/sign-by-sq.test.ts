import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProcessRunner } from "../system/index.ts";
import { createMessageOpener, sqEdition } from "./messages/index.ts";
import { signBySq, sqSignArguments } from "./sign-by-sq.ts";

const runner = createProcessRunner("/tmp");
const TEXT = "Sameday statement\n\nOpened: yes\n";

test.skipIf(!existsSync("/usr/bin/sq"))(
  "what sq signs with a key file, the desk's verifier takes",
  async () => {
    const home = mkdtempSync("/tmp/sd-sqsign-");
    const now = () => new Date(Date.now() + 60_000);
    const opener = createMessageOpener({ secretKeys: [], runner, now, deadlineMs: 30_000 });
    try {
      const gpg = (...words: string[]): Buffer => {
        const own = ["--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
        return execFileSync("gpg", [...own, ...words], { stdio: ["pipe", "pipe", "ignore"] });
      };
      gpg("--quick-generate-key", "Pia <pia@example.org>", "ed25519", "sign", "1y");
      const keyFile = join(home, "pia.pgp");
      writeFileSync(keyFile, gpg("--armor", "--export-secret-keys"), { mode: 0o600 });
      const edition = await sqEdition(runner);
      const { certificates } = await opener.readCertificates(gpg("--export"));
      const clear = await signBySq(runner, edition, keyFile, "clear", TEXT);
      const read = await opener.verifyClearText(Buffer.from(clear), certificates);
      expect(read?.signatures).toMatchObject([{ state: "good", signer: certificates[0]?.fingerprint }]);
      // Tools differ in whether the line end before the signature belongs to the text.
      expect([TEXT, TEXT.slice(0, -1)]).toContain(read?.text);
      const detached = await signBySq(runner, edition, keyFile, "detached", Buffer.from(TEXT));
      const facts = await opener.verifyDetached(Buffer.from(TEXT), Buffer.from(detached), certificates);
      expect(facts).toMatchObject([{ state: "good" }]);
    } finally {
      await opener.close();
      execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  },
  120_000,
);

test("sq signs as its edition wants it", () => {
  expect(sqSignArguments("before-1", "clear", "k")).toEqual(["sign", "--cleartext-signature", "--signer-key", "k"]);
  expect(sqSignArguments("before-1", "detached", "k")).toEqual(["sign", "--detached", "--signer-key", "k"]);
  expect(sqSignArguments("1", "clear", "k")).toEqual(["sign", "--cleartext", "--signer-file", "k"]);
  expect(sqSignArguments("1", "detached", "k")).toEqual(["sign", "--signature-file=-", "--signer-file", "k"]);
});
