import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDeskClient, type DeskClient, type UpdateAnswer } from "../../src/api/index.ts";
import {
  type Desk,
  type DeskOptions,
  type Layout,
  layoutOf,
  runDesk,
  type SharedPlaces,
} from "../../src/desk/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { createSignerClient } from "../../src/signer/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/*
 * A desk as it is run: server with its PostgreSQL, signer and, where wanted, a builder, each compiled, in a process and
 * user of its own. Tests meet it from outside, by HTTP, and look at what it has published.
 */

export const ROOT = path.resolve(import.meta.dirname, "../..");
export const runner = createProcessRunner("/tmp");

/** Longer than any state of a desk takes to come about on a loaded machine. */
const PATIENCE_MS = 300_000;
const DOMAIN = "desk.invalid";

export interface Actor {
  readonly id: string;
  readonly email: string;
  readonly home: string;
  readonly fingerprint: string;
}

/** ada and leo release, pia uploads `hostname` and tom something else; mallory has a key and is nobody here. */
const CAST = [
  { id: "ada", role: "full", mayUpload: [] },
  { id: "leo", role: "full", mayUpload: [] },
  { id: "pia", role: "assistant", mayUpload: ["hostname"] },
  { id: "tom", role: "assistant", mayUpload: ["something-else"] },
  { id: "mallory", role: null, mayUpload: [] },
] as const;

export type Name = (typeof CAST)[number]["id"];

export interface WholeDeskOptions {
  /** Tables of the definition beside people, teams, queues and advisories: releases, policy, builders, mail. */
  readonly definition: string;
  readonly localBuilder?: boolean;
  readonly shared?: SharedPlaces;
  /** Done when the directories are there, before any process starts. */
  readonly before?: (layout: Layout) => Promise<void>;
  /** How the desk is run; inside this process when absent. */
  readonly run?: (options: DeskOptions) => Promise<RunningDesk>;
}

export type RunningDesk = Pick<Desk, "url" | "adminToken" | "stop">;

export interface WholeDesk {
  readonly layout: Layout;
  readonly url: string;
  readonly people: Readonly<Record<Name, Actor>>;
  /** What its processes said. */
  readonly said: readonly string[];
  /** The desk as this person, logged in by their key; as nobody, a stranger. */
  as(name: Name | null): Promise<DeskClient>;
  /** Kills -9 the server; settles when the supervisor has started it again and it answers. With another definition, if given. */
  restart(definition?: string): Promise<void>;
  /** Waits until the update looks like this, to this reader or a stranger. Fails with what it looks like instead. */
  until(id: string, wanted: (update: UpdateAnswer) => boolean, reader?: DeskClient): Promise<UpdateAnswer>;
  /** A page as a stranger reads it, without its marks. */
  page(address: string): Promise<string>;
  /** Hash over every file that users' machines can fetch: equal before and after means that nothing was published. */
  published(): Promise<string>;
  /** Whether the chain of the audit log holds. */
  audit(): Promise<boolean>;
  /** Entries of the audit log with this action, oldest first. */
  audits(action: string): Promise<readonly { readonly actor: string; readonly object: string }[]>;
  /** Runs a statement in the desk's own database, as its own user; answers rows as comma-separated lines. */
  sql(statement: string): Promise<string[]>;
  stop(): Promise<void>;
}

export async function openWholeDesk(options: WholeDeskOptions): Promise<WholeDesk> {
  // The desk's processes run the compiled program; the launcher compiles it when it is older than its source.
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  const root = await mkdtemp("/var/lib/sameday-whole-desk-");
  await chmod(root, 0o755);
  const people = await castPeople(path.join(root, "people"));
  const layout = layoutOf(path.join(root, "desk"), options.shared);
  await mkdir(layout.root, { mode: 0o755 });
  const tracker = path.join(root, "tracker");
  await makeTracker(tracker);
  const write = (definition: string): Promise<void> =>
    writeFile(layout.definition, definitionWith(definition, people, tracker), { mode: 0o644 });
  await write(options.definition);
  await options.before?.(layout);
  const said: string[] = [];
  // Trees of builds belong to subordinate users; root may remove them.
  const remove = () =>
    runner.run({ argv: ["rm", "-rf", "--one-file-system", "--", root], timeLimitMs: 300_000 }).then(() => undefined);
  const desk = await (options.run ?? runDesk)({
    layout,
    host: "127.0.0.1",
    // Far from those of other test files, which start desks in the same moment.
    port: 20_000 + (process.pid % 500) * 20,
    localBuilder: options.localBuilder ?? false,
    slots: 1,
    rehearses: null,
    say: (service, text) => said.push(`${service}: ${text}`),
  }).catch(async (error: Error) => {
    await remove();
    throw new Error(`The desk does not start: ${said.slice(-10).join("\n")}`, { cause: error });
  });
  // It answers a moment before it says that everything of it runs.
  const starts = (): number => said.filter((line) => line.includes("listening at")).length;
  await eventually("the server runs", async () => (starts() > 0 ? true : undefined));
  // The signer answers when its first, empty suites are out: whatever is published from now on, a test has caused.
  await createSignerClient(layout.signerSocket, { patienceMs: PATIENCE_MS }).keys();
  // Sessions outlive the server, so each person logs in once.
  const clients = new Map<Name | null, Promise<DeskClient>>();
  const as = (name: Name | null): Promise<DeskClient> => {
    const known = clients.get(name);
    if (known) return known;
    const client = clientOf(desk, name === null ? null : people[name]);
    clients.set(name, client);
    return client;
  };
  const stranger = await as(null);
  return {
    layout,
    url: desk.url,
    people,
    said,
    as,
    async restart(definition) {
      if (definition !== undefined) await write(definition);
      const begun = starts();
      await killServer(layout.root);
      await eventually("the server listens again", async () => (starts() > begun ? true : undefined));
    },
    async until(id, wanted, reader = stranger) {
      let last: UpdateAnswer | undefined;
      const end = Date.now() + PATIENCE_MS;
      while (Date.now() < end) {
        last = await reader.update(id).catch(() => last);
        if (last && wanted(last)) return last;
        await sleep(200);
      }
      throw new Error(`${id} stays as it is: ${JSON.stringify(last, null, 1)}\n${said.slice(-20).join("\n")}`);
    },
    page: async (address) =>
      (await (await fetch(`${desk.url}${address}`)).text()).replace(/<[^>]+>/g, " ").replace(/\s+/g, " "),
    published: () => hashOfTree(path.join(layout.signer, "public")),
    audit: async () => (await createDeskClient(desk.url, () => desk.adminToken).verifyAuditLog()).broken === null,
    async audits(action) {
      const rows = await sql(
        layout,
        `SELECT actor, object FROM audit_entry WHERE action = '${action}' ORDER BY sequence`,
      );
      return rows.map((row) => {
        const [actor = "", object = ""] = row.split(",");
        return { actor, object };
      });
    },
    sql: (statement) => sql(layout, statement),
    async stop() {
      await desk.stop();
      await remove();
    },
  };
}

/** Asks again and again until there is an answer; throws when there is none after some minutes. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error(`It never came to this: ${what}.`);
}

export function signAs(actor: Actor, text: string): Promise<string> {
  return clearSign(runner, { home: actor.home, fingerprints: [actor.fingerprint] }, text);
}

async function clientOf(desk: RunningDesk, actor: Actor | null): Promise<DeskClient> {
  let token: string | null = null;
  const client = createDeskClient(desk.url, () => token);
  if (actor !== null) token = await client.login(await signAs(actor, await client.challenge(actor.id)));
  return client;
}

async function castPeople(directory: string): Promise<Record<Name, Actor>> {
  await mkdir(directory, { mode: 0o755 });
  const made = await Promise.all(
    CAST.map(async ({ id }): Promise<[Name, Actor]> => {
      const home = path.join(directory, id);
      const email = `${id}@${DOMAIN}`;
      const created = new Date();
      const fingerprint = await createSigningKey(runner, home, { userId: `${id} <${email}>`, created, expires: null });
      const key = await exportPublicKey(runner, home, fingerprint);
      await writeFile(path.join(directory, `${id}.asc`), key, { mode: 0o644 });
      return [id, { id, email, home, fingerprint }];
    }),
  );
  return Object.fromEntries(made) as Record<Name, Actor>;
}

function definitionWith(rest: string, people: Readonly<Record<Name, Actor>>, tracker: string): string {
  const members = CAST.flatMap(({ id, role, mayUpload }) => (role === null ? [] : [{ id, role, mayUpload }]));
  return [
    `name = "acme"\ntitle = "Große Acme Linux"\ncontact = "security@${DOMAIN}"`,
    rest,
    `[[layer]]\nname = "acme"\ndirectory = "${tracker}"\nours = true`,
    ...members.map(({ id, role, mayUpload }) => {
      const { email, fingerprint, home } = people[id];
      return [
        `[[person]]\nid = "${id}"\nname = "${id}"\nemail = "${email}"\nrole = "${role}"`,
        `fingerprints = ["${fingerprint}"]\nkey-file = "${home}.asc"\nmay-upload = ${JSON.stringify(mayUpload)}`,
      ].join("\n");
    }),
    `[[team]]\nname = "security"\ntitle = "Security"\nmembers = ${JSON.stringify(members.map(({ id }) => id))}`,
    `[[queue]]\nname = "embargoed"\nembargoed = true`,
    `[[queue]]\nname = "public"\nembargoed = false`,
    `[advisory]\nprefix = "ASA"\nfirst = 1`,
    "",
  ].join("\n\n");
}

/** Lists with one issue, in a repository that the server may write to. */
async function makeTracker(directory: string): Promise<void> {
  await mkdir(path.join(directory, "CVE"), { recursive: true });
  await writeFile(path.join(directory, "CVE", "list"), "CVE-2026-1000 [a hole]\n\tTODO: check\n");
  const git = (...args: string[]) =>
    runner.run({
      argv: ["git", "-c", "user.name=t", "-c", "user.email=t@desk.invalid", "-C", directory, ...args],
      timeLimitMs: 60_000,
    });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The lists");
  if (process.getuid?.() === 0) {
    await runner.run({ argv: ["chown", "--recursive", "sameday:", directory], timeLimitMs: 60_000 });
  }
}

async function sql(layout: Layout, statement: string): Promise<string[]> {
  const asServer = process.getuid?.() === 0 ? ["setpriv", "--reuid=sameday", "--regid=sameday", "--clear-groups"] : [];
  const [program = "psql", ...rest] = [...asServer, "psql"];
  const connection = ["--host", path.join(layout.postgres, "run"), "--username", "sameday", "--dbname", "sameday"];
  const { stdout } = await runner.run({
    argv: [program, ...rest, ...connection, "--no-psqlrc", "--quiet", "--csv", "--tuples-only"],
    input: `${statement};\n`,
    cwd: "/",
    timeLimitMs: 60_000,
  });
  return Buffer.from(stdout).toString().trim().split("\n").filter(Boolean);
}

async function killServer(data: string): Promise<void> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.includes(data) && words.includes("desk") && words.includes("server")) {
      process.kill(Number(pid), "SIGKILL");
      return;
    }
  }
  throw new Error("The server does not run.");
}

async function hashOfTree(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const hash = createHash("sha256");
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(`${file} `).update(await readFile(file));
  return hash.digest("hex");
}
