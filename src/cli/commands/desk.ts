import path from "node:path";
import { workInBackground } from "../../system/index.ts";
import { loadCommandDesk } from "../desk/load-desk.ts";
import { DESK_OPTIONS, openDeskAsAdministrator } from "../desk/session.ts";
import { untilStopped } from "../desk/until-stopped.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { intake, roleKey } from "./desk-cases.ts";

const PLACE = {
  host: { kind: "text", value: "ADDRESS", summary: "where to listen (default 127.0.0.1)" },
  port: { kind: "number", value: "PORT", summary: "the first port to try (default 8420)" },
  publicUrl: {
    kind: "text",
    value: "URL",
    summary: "how people and machines reach the desk (default its own address)",
  },
} as const;

const run = defineVerb({
  name: "run",
  summary: "run the desk: server, signer and a builder, until stopped",
  description:
    "Started as root, each process runs as a system user of its own and the signer's keys are kept apart; else all run as you. The data directory must hold distribution.toml. DATABASE_URL names a database elsewhere; without it a private PostgreSQL is run in the data directory.",
  options: {
    ...PLACE,
    withoutBuilder: { kind: "switch", summary: "run no builder here" },
    slots: { kind: "number", value: "N", summary: "steps that the builder does at the same time (default 2)" },
  },
  examples: [{ line: "sudo sameday desk run --public-url https://desk.example.org", says: "runs behind a web server" }],
  exits: {
    2: "the definition cannot be used",
    4: "data directory, database, port or a program is missing, broken or in use",
  },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context, { options }) {
    const { layoutOf, runDesk } = await loadCommandDesk();
    const desk = await runDesk({
      layout: layoutOf(context.dataDirectory),
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 8420,
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl.replace(/\/+$/, "") }),
      localBuilder: !options.withoutBuilder,
      slots: options.slots ?? 2,
      rehearses: null,
      ...(context.environment.DATABASE_URL === undefined ? {} : { databaseUrl: context.environment.DATABASE_URL }),
      say: (service, text) => context.progress.note(`${service}: ${text}`),
      signal: context.signal,
    });
    if (!context.signal.aborted) {
      context.progress.note(`The desk is at ${desk.url}. \`sameday desk login-link PERSON\` opens its door.`);
    }
    await untilStopped(context, desk.failed);
    await desk.stop();
  },
});

const server = defineVerb({
  name: "server",
  summary: "run the desk's server alone (the work of `desk run`)",
  options: {
    ...PLACE,
    cache: { kind: "text", value: "DIR", summary: "where verified suites are kept" },
    drillResults: { kind: "text", value: "FILE", summary: "what drills on this machine came to" },
    rehearses: { kind: "text", value: "PACKAGE", summary: "treat this package's published fix as not yet there" },
  },
  examples: [
    { line: "sameday desk server --port 8420", says: "for a service manager that runs each process by itself" },
  ],
  exits: { 2: "the definition cannot be used", 4: "data directory, database or port is missing, broken or in use" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context, { options }) {
    const { layoutOf, startServer } = await loadCommandDesk();
    const host = options.host ?? "127.0.0.1";
    const port = options.port ?? 8420;
    const running = await startServer({
      layout: layoutOf(context.dataDirectory, {
        ...(options.cache === undefined ? {} : { cache: options.cache }),
        ...(options.drillResults === undefined ? {} : { drillResults: options.drillResults }),
      }),
      listen: { host, port },
      publicUrl: options.publicUrl ?? `http://${host}:${port}`,
      databaseUrl: context.environment.DATABASE_URL,
      rehearses: options.rehearses ?? null,
      runner: context.processes,
      say: (text) => context.progress.note(text),
    });
    await untilStopped(context);
    await running.close();
  },
});

const refreshSuites = defineVerb({
  name: "refresh-suites",
  summary: "fetch and verify suites named on standard input (the work of `drill`)",
  description:
    "Reads releases with their suites as JSON and brings each up to date. Runs as whoever owns the directory, so that the desk can renew it later.",
  options: { cache: { kind: "text", value: "DIR", required: true, summary: "where verified suites are kept" } },
  examples: [{ line: "sameday desk refresh-suites --cache /var/cache/sameday <wishes.json", says: "as its owner" }],
  exits: { 2: "the wishes cannot be read" },
  silent: "works for the process that started it, and speaks on standard error",
  async run(context, { options }) {
    const { createSuites, readSuiteWishes } = await loadCommandDesk();
    const { text } = await import("node:stream/consumers");
    const wishes = readSuiteWishes(await text(process.stdin));
    const suites = createSuites({
      definition: { releases: wishes.map((wish) => ({ ...wish, version: "", phases: [] })) },
      directory: path.join(options.cache, "suites"),
      runner: context.processes,
      clock: context.clock,
      say: (line) => context.progress.note(line),
    });
    await suites.refresh();
    await suites.stop();
  },
});

const tracker = defineVerb({
  name: "tracker",
  summary: "hold the tracker's data and answer the desk's server from it (the work of `desk run`)",
  description:
    "Reads the layers of the definition and follows them. It answers on a socket in the server's directory that only its own user can open: run it as the same user as `desk server`. Without it the pages of the tracker say that the data is being read, and everything else goes on.",
  examples: [{ line: "sameday desk tracker", says: "for a service manager that runs each process by itself" }],
  exits: { 2: "the definition cannot be used", 4: "the data directory is missing or broken" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context) {
    const { layoutOf, runTracker } = await loadCommandDesk();
    const running = await runTracker({
      layout: layoutOf(context.dataDirectory),
      runner: context.processes,
      clock: context.clock,
      say: (text) => context.progress.note(text),
    });
    await untilStopped(context, running.failed);
    await running.close();
  },
});

const readTracker = defineVerb({
  name: "read-tracker",
  summary: "work out which issues are open (the work of `desk server`)",
  description:
    "Reads from standard input, as JSON, where lists and suites lie, and writes what the pages say about issues. The server starts it when one of them has changed; it ends afterwards, so that the server itself stays small.",
  examples: [{ line: "sameday desk read-tracker <wish.json", says: "as the server does" }],
  exits: { 2: "the wish cannot be read" },
  silent: "works for the process that started it, and speaks on standard error",
  async run(context) {
    const { makeFacts, readFactsWish } = await loadCommandDesk();
    const { text } = await import("node:stream/consumers");
    await workInBackground();
    await makeFacts(readFactsWish(await text(process.stdin)), {
      runner: context.processes,
      clock: context.clock,
      say: (line) => context.progress.note(line),
    });
  },
});

const editTracker = defineVerb({
  name: "edit-tracker",
  summary: "land one edit of tracker data (the work of `desk server`)",
  description:
    "Reads from standard input, as JSON, what is to be said, of whom and in which directory, and answers the commit. The server starts it for each edit that somebody sends from a page, so that it goes on answering while large lists are checked.",
  examples: [{ line: "sameday desk edit-tracker --json <wish.json", says: "as the server does" }],
  exits: {
    1: "no list has that issue, line or entry",
    2: "the wish cannot be read, or the data would have an error",
    3: "somebody else changed the record",
  },
  async run(context) {
    const { landWished } = await loadCommandDesk();
    const { text } = await import("node:stream/consumers");
    const landed = await landWished(await text(process.stdin), { runner: context.processes, clock: context.clock });
    context.answer(landed, () => landed.commit);
  },
});

const deriveEventsVerb = defineVerb({
  name: "derive-events",
  summary: "work out which verdicts have changed, and why (the work of `desk tracker`)",
  description:
    "Reads from standard input, as JSON, where data and archive lie, and appends every change of a verdict to the events. The tracker starts it when a commit or a state of the archive is new; it ends when nothing has come for a minute.",
  examples: [{ line: "sameday desk derive-events <wish.json", says: "as the tracker does" }],
  exits: { 3: "another process derives the same events" },
  silent: "works for the process that started it, and speaks on standard error",
  async run(context) {
    const { deriveEvents, readEventsWish } = await loadCommandDesk();
    const { text } = await import("node:stream/consumers");
    await workInBackground();
    await deriveEvents(readEventsWish(await text(process.stdin)), {
      runner: context.processes,
      clock: context.clock,
      // Also with --json, with which the tracker starts it to read what it could not do.
      say: (line) => void context.streams.stderr.write(`${line}\n`),
    });
  },
});

const loginLink = defineVerb({
  name: "login-link",
  summary: "print a one-time link that logs a person in",
  description:
    "Works on the desk's own machine, for whoever may read the data directory. The link begins with the desk's public address and is good for 15 minutes and once. For the desk of a drill, --data is the directory drills/desk in its data directory, and --desk its address.",
  arguments: { person: { summary: "the person's id in the definition", required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: "sudo sameday desk login-link leo", says: "for a first login, or after a lost key" }],
  async run(context, { args, options }) {
    const link = await (await openDeskAsAdministrator(context, options.desk)).loginLink(args.person);
    context.answer({ person: args.person, link }, () => link);
  },
});

const backup = defineVerb({
  name: "backup",
  summary: "write database and kept files into one file",
  description:
    "Works while the desk does. The file lies in the data directory and holds everything, the states of the archive that verdicts were judged by included: copy it elsewhere, encrypted, and write the hash down. The signer's keys are not in it, nor is the key that opens cases, whose place is said; keep them apart.",
  options: DESK_OPTIONS,
  examples: [{ line: "sudo sameday desk backup", says: "prints the file and the hash to keep" }],
  async run(context, { options }) {
    const made = await (await openDeskAsAdministrator(context, options.desk)).backup();
    const cases =
      made.masterKey === null
        ? []
        : [`The cases in it open with ${made.masterKey} alone, which is not in it: keep a copy apart from backups.`];
    context.answer(made, () =>
      [made.file, `${made.bytes} bytes, manifest ${made.manifestSha256}`, ...cases].join("\n"),
    );
  },
});

const restore = defineVerb({
  name: "restore",
  summary: "make a server directory from a backup",
  description:
    "The desk must not run, and the server directory must be missing or empty. What is damaged or altered is refused before anything is touched.",
  arguments: { file: { summary: "what `desk backup` made", required: true } },
  options: { manifest: { kind: "text", value: "SHA256", summary: "the hash that `desk backup` printed" } },
  examples: [
    {
      line: "sudo sameday desk restore sameday-2026-11-21.tar.zst --manifest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      says: "on a new machine",
    },
  ],
  exits: {
    1: "there is no such backup",
    2: "the backup is damaged, or is not the one of this hash",
    3: "the server directory is not empty",
    4: "a program, space on the disk or the right release is missing",
  },
  async run(context, { args, options }) {
    const [{ restore: restoreStore }, { layoutOf, serviceUsers }] = await Promise.all([
      import("../../store/index.ts"),
      loadCommandDesk(),
    ]);
    const users = await serviceUsers(process.getuid?.() ?? 0);
    const restored = await restoreStore({
      source: args.file,
      directory: layoutOf(context.dataDirectory).server,
      places: { cluster: "postgres", blobs: "blobs", history: "history" },
      runner: context.processes,
      ...(users.separate ? { user: users.server } : {}),
      ...(options.manifest === undefined ? {} : { manifestSha256: options.manifest }),
    });
    context.answer(
      restored,
      () =>
        `Restored: ${restored.blobs} files, ${restored.archives} states of the archive, ${restored.auditEntries} entries of the audit log, all whole.`,
    );
  },
});

const upgradeStore = defineVerb({
  name: "upgrade-store",
  summary: "bring the database to the newest PostgreSQL installed",
  description:
    "The desk must not run, and both major versions must be installed. Rows are counted on both sides; the old cluster is kept.",
  examples: [{ line: "sudo sameday desk upgrade-store", says: "after an upgrade of Debian" }],
  exits: { 1: "there is no database yet", 4: "the desk runs, or a PostgreSQL version is missing" },
  async run(context) {
    const [{ upgradeCluster }, { layoutOf, serviceUsers }] = await Promise.all([
      import("../../store/index.ts"),
      loadCommandDesk(),
    ]);
    const users = await serviceUsers(process.getuid?.() ?? 0);
    const upgraded = await upgradeCluster({
      dataDirectory: layoutOf(context.dataDirectory).postgres,
      runner: context.processes,
      ...(users.separate ? { user: users.server } : {}),
    });
    context.answer(
      upgraded,
      () =>
        `PostgreSQL ${upgraded.from} to ${upgraded.to}: ${upgraded.rows} rows. The old cluster is kept in ${upgraded.kept}.`,
    );
  },
});

export const noun: Noun = {
  name: "desk",
  description: "The desk as a whole: its processes, its door, its data.",
  verbs: [
    run,
    loginLink,
    backup,
    restore,
    upgradeStore,
    server,
    tracker,
    intake,
    roleKey,
    refreshSuites,
    readTracker,
    editTracker,
    deriveEventsVerb,
  ],
};
