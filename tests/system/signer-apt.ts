import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import type { Finished } from "../../src/kernel/index.ts";
import { runner } from "./signer-kit.ts";

/** A machine's apt with directories of its own: nothing of the real machine is read or written but dpkg's architecture. */
export interface Apt {
  run(...args: string[]): Promise<Finished>;
  /** Version that apt would install; empty when it knows none. */
  candidate(name: string): Promise<string>;
}

export async function privateApt(directory: string, source: string): Promise<Apt> {
  for (const name of ["state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d", "log"]) {
    await mkdir(join(directory, name), { recursive: true });
  }
  await writeFile(join(directory, "etc", "sources.list"), `${source}\n`);
  await writeFile(join(directory, "status"), "");
  await writeFile(join(directory, "empty.conf"), "");
  const options: Record<string, string> = {
    Dir: directory,
    "Dir::State": join(directory, "state"),
    "Dir::State::status": join(directory, "status"),
    "Dir::Cache": join(directory, "cache"),
    "Dir::Etc": join(directory, "etc"),
    "Dir::Log": join(directory, "log"),
    "Dir::Bin::methods": "/usr/lib/apt/methods",
    "APT::Architecture": "amd64",
    "APT::Architectures": "amd64",
    "APT::Sandbox::User": "root",
    "Acquire::http::Proxy": "DIRECT",
    "Acquire::Languages": "none",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const env = { APT_CONFIG: join(directory, "empty.conf") };
  return {
    run: (...args) =>
      runner.run({
        argv: ["apt-get", ...flags, ...args],
        env,
        cwd: directory,
        timeLimitMs: 60_000,
        okExitCodes: [0, 100],
      }),
    async candidate(name) {
      const policy = await runner.run({ argv: ["apt-cache", ...flags, "policy", name], env, timeLimitMs: 60_000 });
      return /Candidate: (\S+)/.exec(Buffer.from(policy.stdout).toString())?.[1]?.replace("(none)", "") ?? "";
    },
  };
}

/** An archive tree over HTTP, handed out as it lies there; the paths that were asked for are kept. */
export interface TreeServer {
  readonly url: string;
  readonly asked: string[];
  close(): void;
}

export async function serveTree(root: string): Promise<TreeServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(request.url ?? "/"));
    asked.push(path);
    readFile(join(root, path)).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}
