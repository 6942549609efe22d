import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Desk, layoutOf, runDesk } from "../../../src/desk/index.ts";
import { openStore, type Store, startCluster } from "../../../src/store/index.ts";
import { createPeople, startMirror } from "../../system/archive-mirror.ts";
import { clusterOptions, runner } from "../../system/store-support.ts";
import { RELEASES, writeDefinition } from "./definition.ts";
import { type Amount, advisoryList, cveList, packagesIndex, sourcesIndex } from "./tracker-data.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

export interface BusyDesk {
  readonly desk: Desk;
  readonly store: Store;
  /** The desk's data directory. */
  readonly data: string;
  /** A session of this person; the value of the Cookie header. */
  login(person: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A whole desk as it really runs (server and signer as processes and users of their own, PostgreSQL, an archive over
 * HTTP that it verifies), with as much in it as wanted. `fill` puts updates into its database before it starts.
 */
export async function startBusyDesk(
  amount: Amount,
  fill: (store: Store) => Promise<void>,
  say: (text: string) => void = () => undefined,
): Promise<BusyDesk> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const data = await mkdtemp("/var/lib/sd-busy-");
    undo.push(() => rm(data, { recursive: true, force: true }));
    await chmod(data, 0o755);
    const people = await createPeople(runner);
    undo.push(() => rm(people.directory, { recursive: true, force: true }));
    // The desk's own user must be able to read the keyring.
    await cp(people.archive.keyring, join(data, "archive.asc"));
    const mirror = await startMirror(runner, people.archive);
    undo.push(() => mirror.close());
    for (const name of RELEASES) {
      for (const suite of name === "sid" ? [name] : [name, `${name}-security`]) {
        const whole = suite === name;
        const version = name === "sid" ? "2.0-1" : "1.0-1";
        const held = whole ? amount : { ...amount, packages: 500 };
        const indexes = {
          "main/source/Sources": sourcesIndex(held, version),
          "main/binary-amd64/Packages": packagesIndex(held, version),
        };
        await mirror.publish({ indexes, date: new Date(), suite, codename: suite, packing: ".gz" });
      }
    }
    const place = join(data, "desk");
    await mkdir(place);
    const path = await writeDefinition(place, { url: mirror.url, keyring: join(data, "archive.asc") }, runner);
    await writeTracker(join(place, "tracker"), amount);
    say(`definition at ${path}`);
    const cluster = await startCluster(clusterOptions(join(data, "cluster")));
    undo.push(() => cluster.stop());
    const store = await openStore({ connection: cluster.connection });
    undo.push(() => store.close());
    await fill(store);
    const { connection } = cluster;
    if (connection.kind !== "socket") throw new Error("a private cluster is reached by its socket");
    const databaseUrl = `postgresql:///${connection.database}?host=${encodeURIComponent(connection.directory)}&port=${connection.port}&user=${connection.user}`;
    // The desk's processes run the compiled program; the launcher compiles it when it is older than its source.
    await runner.run({ argv: [join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
    const layout = layoutOf(place);
    const desk = await runDesk({
      layout,
      host: "127.0.0.1",
      port: 8700,
      localBuilder: false,
      slots: 1,
      rehearses: null,
      databaseUrl,
      say: (service, text) => say(`${service}: ${text}`),
    });
    undo.push(() => desk.stop());
    return { desk, store, data: place, login: (person) => login(desk, person), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeTracker(directory: string, amount: Amount): Promise<void> {
  await mkdir(join(directory, "CVE"), { recursive: true });
  await mkdir(join(directory, "DSA"), { recursive: true });
  await cp(join(ROOT, "examples/debian/tracker/config.json"), join(directory, "config.json"));
  await mkdir(join(directory, "DLA"), { recursive: true });
  await writeFile(join(directory, "DLA/list"), "");
  await writeFile(join(directory, "CVE/list"), cveList(amount));
  await writeFile(join(directory, "DSA/list"), advisoryList(amount));
}

/** Logs in as people do, by a one-time link that the administrator makes. */
async function login({ url, adminToken }: Desk, person: string): Promise<string> {
  const made = await fetch(`${url}/api/v1/login/link`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ person }),
  });
  const { token } = (await made.json()) as { token: string };
  const entered = await fetch(`${url}/login/once`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ token }).toString(),
  });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`${person} could not log in: ${entered.status} ${await entered.text()}`);
  return cookie;
}
