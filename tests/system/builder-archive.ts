import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { AptSource } from "../../src/builder/index.ts";

/** A published suite with its own key, served over HTTP, for a password if one is given. */
export interface SmallArchive {
  readonly source: AptSource;
  close(): void;
}

const SUITE = "fixed";

/** Signs and serves the given .deb files with apt-ftparchive and gpg. */
export async function publishSmallArchive(
  debs: readonly { readonly name: string; readonly path: string }[],
  architecture: string,
  password?: string,
): Promise<SmallArchive> {
  const directory = mkdtempSync("/var/tmp/sameday-archive-");
  const home = join(directory, "gnupg");
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...words: string[]): Buffer => execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...words]);
  gpg("--passphrase", "", "--quick-gen-key", "Test Archive <archive@example.org>", "ed25519", "sign", "1d");
  const served = join(directory, "served");
  const binary = `dists/${SUITE}/main/binary-${architecture}`;
  for (const path of ["pool", binary]) mkdirSync(join(served, path), { recursive: true });
  for (const deb of debs) copyFileSync(deb.path, join(served, "pool", deb.name));
  const ftparchive = (...words: string[]): Buffer => execFileSync("apt-ftparchive", words, { cwd: served });
  writeFileSync(join(served, binary, "Packages"), ftparchive("packages", "pool"));
  const fields = [`Suite=${SUITE}`, `Codename=${SUITE}`, "Components=main", `Architectures=${architecture}`];
  const options = fields.flatMap((field) => ["-o", `APT::FTPArchive::Release::${field}`]);
  writeFileSync(join(served, `dists/${SUITE}/Release`), ftparchive(...options, "release", `dists/${SUITE}`));
  gpg("--clearsign", "--output", join(served, `dists/${SUITE}/InRelease`), join(served, `dists/${SUITE}/Release`));
  const keyring = gpg("--export").toString("base64");
  const server = await serve(served, password);
  const { port } = server.address() as AddressInfo;
  return {
    source: { url: `http://127.0.0.1:${port}`, suite: SUITE, components: ["main"], keyring },
    close() {
      server.close();
      server.closeAllConnections();
      execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function serve(directory: string, password: string | undefined): Promise<Server> {
  const expected = password === undefined ? undefined : `Basic ${Buffer.from(`tester:${password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (expected !== undefined && request.headers.authorization !== expected) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="queue"' }).end();
      return;
    }
    const path = join(directory, decodeURIComponent(request.url ?? "").replaceAll("..", ""));
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) response.writeHead(404).end();
    else createReadStream(path).pipe(response.writeHead(200, { "content-length": size }));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The release that this machine runs, as its own apt would fetch it. */
export function debianSource(security: boolean): AptSource {
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "bookworm";
  const keyring = readFileSync("/usr/share/keyrings/debian-archive-keyring.gpg").toString("base64");
  const archive = { components: ["main"], keyring };
  return security
    ? { ...archive, url: "http://deb.debian.org/debian-security", suite: `${codename}-security` }
    : { ...archive, url: "http://deb.debian.org/debian", suite: codename };
}
