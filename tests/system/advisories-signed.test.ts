import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { createSigningKey, exportPublicKey, stopAgents } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/*
 * What `advisory write --sign` makes, verified by gpgv and sqv as its readers do: documents, security.txt, and both forms of
 * the announcement, of which the PGP/MIME one is cut apart by another program than ours.
 */

const runner = createProcessRunner("/nonexistent");
let root: string;
let home: string;
let keyring: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "sd-adv-"));
  home = join(root, "home");
  const created = new Date(Date.now() - 60_000);
  const fingerprint = await createSigningKey(runner, home, {
    userId: "Role <role@example.org>",
    created,
    expires: null,
  });
  keyring = join(root, "key.gpg");
  const armored = await exportPublicKey(runner, home, fingerprint);
  writeFileSync(join(root, "key.asc"), armored);
  execFileSync("gpg", ["--homedir", home, "--batch", "--yes", "--dearmor", "--output", keyring, join(root, "key.asc")]);
  cpSync(resolve(import.meta.dirname, "../../examples/advisories"), root, { recursive: true });
  const publisher = readFileSync(join(root, "tor.toml"), "utf8");
  writeFileSync(
    join(root, "tor.toml"),
    publisher
      .replace(/fingerprint = ".*"/, `fingerprint = "${fingerprint}"`)
      .replace(/^expires = .*$/m, `expires = ${new Date(Date.now() + 180 * 86_400_000).toISOString()}`),
  );
  const record = readFileSync(join(root, "TSA-2026-003.toml"), "utf8");
  // What mail would break: blanks, letters that are not ASCII, "From " where a line begins.
  writeFileSync(
    join(root, "TSA-2026-003.toml"),
    record.replace("The third has", "Größe zählt 🦉. From here on the third has"),
  );
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const environment = { PATH: process.env.PATH, GNUPGHOME: home, HOME: root };
  const words = ["advisory", "write", join(root, "TSA-2026-003.toml"), "--out", join(root, "public"), "--sign"];
  const exit = await runCommandLine(words, { streams, environment });
  expect([exit, String(stderr.read() ?? "")]).toEqual([0, ""]);
}, 60_000);
afterAll(async () => {
  await stopAgents(runner, home);
  rmSync(root, { recursive: true, force: true });
});

const at = (path: string): string => join(root, "public", path);

function verifies(signature: string, data: string): void {
  execFileSync("gpgv", ["--keyring", keyring, signature, data], { stdio: "pipe" });
  execFileSync("sqv", ["--keyring", keyring, signature, data], { stdio: "pipe" });
}

describe("gpgv and sqv believe", () => {
  test("the CSAF document", () => {
    const document = at(".well-known/csaf/white/2026/tsa-2026-003.json");
    verifies(`${document}.asc`, document);
    expect(() => verifies(`${document}.asc`, `${document}.sha256`)).toThrow();
    const metadata = JSON.parse(readFileSync(at(".well-known/csaf/provider-metadata.json"), "utf8"));
    expect(metadata.role).toBe("csaf_trusted_provider");
  });

  test("the PGP/MIME announcement, as Python's mail reader cuts it apart", () => {
    const cut = [
      "import sys, email, email.policy",
      "raw = open(sys.argv[1], 'rb').read()",
      "mail = email.message_from_bytes(raw, policy=email.policy.default)",
      "assert mail.get_content_type() == 'multipart/signed', mail.get_content_type()",
      "assert mail.get_param('micalg') == 'pgp-sha512' and mail.get_param('protocol') == 'application/pgp-signature'",
      "mark = b'\\r\\n--' + mail.get_boundary().encode()",
      "part = raw.split(mark)[1][2:]",
      "text, signature = mail.get_payload()",
      "open(sys.argv[2], 'wb').write(part)",
      "open(sys.argv[3], 'w').write(signature.get_payload())",
      "sys.stdout.write(mail['Subject'] + '\\n' + text.get_content())",
    ].join("\n");
    const [part, signature] = [join(root, "part"), join(root, "part.asc")];
    const read = execFileSync("python3", ["-c", cut, at("mail/TSA-2026-003.eml"), part, signature], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, PYTHONIOENCODING: "utf8" },
    });
    verifies(signature, part);
    expect(readFileSync(part).equals(readFileSync(at("mail/TSA-2026-003.part")))).toBe(true);
    expect(read.replaceAll("\r\n", "\n")).toBe(
      `[TSA-2026-003] Relays and clients of Tor can be crashed from afar\n${readFileSync(at("mail/TSA-2026-003.txt"), "utf8")}`,
    );
    expect(read).toContain("Größe zählt 🦉");
  });

  test("the announcement's text as it lies there, by the command of the guide", () => {
    const home = join(root, "reader");
    mkdirSync(home, { mode: 0o700 });
    const gpg = (...args: string[]): string =>
      execFileSync("gpg", ["--homedir", home, "--batch", ...args], { encoding: "utf8", stdio: "pipe" });
    gpg("--import", keyring);
    gpg("--verify", at("mail/TSA-2026-003.txt.asc"));
    expect(gpg("--output", "-", "--decrypt", at("mail/TSA-2026-003.txt.asc"))).toBe(
      readFileSync(at("mail/TSA-2026-003.txt"), "utf8"),
    );
    expect(() => gpg("--verify", at("mail/TSA-2026-003.txt"))).toThrow();
  });

  test.each([
    ["mail/TSA-2026-003.clear.eml", "mail/TSA-2026-003.txt"],
    [".well-known/security.txt", undefined],
  ])("the clear-signed %s", (path, plain) => {
    const text = readFileSync(at(path), "utf8").replaceAll("\r\n", "\n");
    const signed = join(root, "signed.asc");
    writeFileSync(signed, text.slice(text.indexOf("-----BEGIN PGP SIGNED")));
    const said = execFileSync("gpgv", ["--keyring", keyring, "--output", "-", signed], {
      encoding: "utf8",
      stdio: "pipe",
    });
    if (plain) expect(said).toBe(readFileSync(at(plain), "utf8"));
    else expect(said).toMatch(/^Contact: mailto:/);
  });
});
