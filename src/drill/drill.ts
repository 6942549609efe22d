import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDeskClient, type DeskClient } from "../api/index.ts";
import { type Desk, giveRoleKey, isRunning, layoutOf, runDesk, serviceUsers } from "../desk/index.ts";
import type { Distribution } from "../distribution/index.ts";
import { type Clock, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { type ToolTime, timeTools } from "../system/index.ts";
import { drillDefinition } from "./definition.ts";
import { measureOwnShare, type OwnShare } from "./own-share.ts";
import type { PastFix } from "./past-fix.ts";
import { type Cast, castPeople, signAs } from "./people.ts";
import { type DrillEvents, followToMachine, logIn } from "./rehearse.ts";
import { type DrillResult, type DrillStage, keepResult } from "./results.ts";
import { makeRoleKey } from "./role-key.ts";
import { signDsc } from "./sign-dsc.ts";

export interface DrillOptions {
  /** The data directory; everything of a drill lies in `drills/` below it, apart from any real desk. */
  readonly dataDirectory: string;
  readonly base: Distribution;
  readonly fix: PastFix;
  readonly architectures: readonly string[];
  /** Tracker data to begin with; a copy of it is written to. */
  readonly trackerData: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly events: DrillEvents;
  readonly say: (service: string, text: string) => void;
  readonly signal: AbortSignal;
}

/** A drill that has ended, with its desk still running so that people can look at it. */
export interface FinishedDrill {
  readonly result: DrillResult;
  readonly desk: Desk;
  readonly updateId: string | null;
  readonly approver: string;
}

const BUILDER = "ash";
const DRILL_PORT = 8421;

/** Where the results of all drills of a data directory are kept. */
export function resultsFile(dataDirectory: string): string {
  return join(dataDirectory, "drills", "results.jsonl");
}

/**
 * Rehearses the line with a past fix on a scratch desk of its own: scratch keys, queues and lists, thrown away at the next
 * drill; only base systems, packages and suites are kept between drills, because they are content that is checked again.
 */
export async function runDrill(options: DrillOptions): Promise<FinishedDrill> {
  const stage = await setStage(options);
  const desk = await runDesk({
    layout: layoutOf(stage.root, stage.shared),
    host: "127.0.0.1",
    port: DRILL_PORT,
    localBuilder: true,
    slots: 2,
    measured: true,
    rehearses: options.fix.package,
    say: options.say,
    signal: options.signal,
  });
  const started = options.clock.now();
  // A desk that cannot keep its builder or signer alive never ends the drill by itself.
  const gone = new AbortController();
  desk.failed.catch(() => gone.abort());
  const tools: ToolTime[] = [];
  const runner = timeTools(options.runner, (time) => tools.push(time));
  const playing = { ...options, runner, signal: AbortSignal.any([options.signal, gone.signal]) };
  const ownShare = await measureOwnShare(desk, started, tools);
  try {
    const played = play(playing, stage.cast, desk, started, stage.scratch);
    const { updateId, stages, proof } = await Promise.race([played, desk.failed]);
    const total = options.clock.now().getTime() - started.getTime();
    const measured = await ownShare(total, stages);
    const result = toResult(options, started, { outcome: "fixed", proof, total, ...measured });
    await keepResult(resultsFile(options.dataDirectory), result);
    return { result, desk, updateId, approver: stage.cast.approver.id };
  } catch (error) {
    const proof = error instanceof SamedayError ? error.message : String(error);
    const failed = toResult(options, started, { outcome: "failed", proof, total: 0, own: 0, stages: [] });
    await keepResult(resultsFile(options.dataDirectory), failed);
    await desk.stop();
    throw error;
  }
}

interface Stage {
  readonly root: string;
  readonly scratch: string;
  readonly cast: Cast;
  readonly shared: { readonly cache: string; readonly builder: string; readonly drillResults: string };
}

/** The data directory of the scratch desk; `dataDirectory` is that of the program. */
export function drillDesk(dataDirectory: string): string {
  return join(dataDirectory, "drills", "desk");
}

/** Makes the scratch desk's directory anew: people, definition, a copy of the tracker data. */
async function setStage(options: DrillOptions): Promise<Stage> {
  const drills = join(options.dataDirectory, "drills");
  const root = drillDesk(options.dataDirectory);
  const users = await serviceUsers(process.getuid?.() ?? 0);
  if (await isRunning(layoutOf(root))) {
    throw new SamedayError("CONFLICT", `The desk of another drill is still up in ${root}; stop it first.`);
  }
  // rm(1) walks by directory handles: what a left-over process of the last drill moves meanwhile leads it nowhere else.
  await options.runner.run({ argv: ["rm", "--recursive", "--force", "--", root], timeLimitMs: 600_000 });
  await mkdir(root, { recursive: true, mode: 0o755 });
  const cast = await castPeople(options.runner, join(root, "people"), options.clock.now());
  const tracker = join(root, "tracker");
  await cp(options.trackerData, tracker, { recursive: true });
  await makeRepository(options.runner, tracker);
  // The suites were brought up to date by this process, as root perhaps; the desk's server goes on with them.
  const suites = join(drills, "suites");
  await mkdir(suites, { recursive: true });
  if (users.separate) for (const tree of [tracker, suites]) await giveTree(options.runner, tree, users.server.name);
  const definition = drillDefinition({
    base: options.base,
    release: options.fix.release,
    architectures: options.architectures,
    cast,
    trackerDirectory: tracker,
    builder: BUILDER,
  });
  await writeFile(join(root, "distribution.toml"), definition, { mode: 0o644 });
  const roleKey = await makeRoleKey(options.runner, join(root, "people", "reports.asc"), options.clock.now());
  await giveRoleKey(layoutOf(root), users, roleKey, options.runner);
  const scratch = await mkdtemp(join(root, "people", "upload-"));
  return {
    root,
    scratch,
    cast,
    shared: {
      cache: join(drills, "suites"),
      builder: join(drills, "builder"),
      drillResults: resultsFile(options.dataDirectory),
    },
  };
}

/** The data as a repository with one commit: advisories and edits are committed on top. */
async function makeRepository(runner: ProcessRunner, directory: string): Promise<void> {
  const git = (...args: string[]) =>
    runner.run({
      argv: [
        "git",
        "-c",
        "user.name=Sameday drill",
        "-c",
        "user.email=security@drill.invalid",
        "-C",
        directory,
        ...args,
      ],
      timeLimitMs: 60_000,
    });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The lists before the drill");
}

async function giveTree(runner: ProcessRunner, directory: string, owner: string): Promise<void> {
  await runner.run({ argv: ["chown", "--recursive", "--no-dereference", `${owner}:`, directory], timeLimitMs: 60_000 });
}

interface Played {
  readonly updateId: string;
  readonly stages: DrillStage[];
  readonly proof: string;
}

/** The two scripted people do what people do: one signs and uploads, the other reads and approves. */
async function play(options: DrillOptions, cast: Cast, desk: Desk, started: Date, scratch: string): Promise<Played> {
  const { runner, events, fix, clock } = options;
  const early: DrillStage[] = [];
  const timed = async <T>(name: string, by: DrillStage["by"], work: () => Promise<T>, message: string): Promise<T> => {
    events.began(name, by);
    const from = clock.now().getTime() - started.getTime();
    const value = await work();
    const stage: DrillStage = { name, from, to: clock.now().getTime() - started.getTime(), by, result: "passed" };
    early.push(stage);
    events.ended(stage, message);
    return value;
  };
  const uploaderDesk = clientFor(desk.url);
  const approverDesk = clientFor(desk.url);
  const files = await timed(
    "fetch",
    "machine",
    () => fix.fetch(scratch),
    `${fix.package} ${fix.fixed} from ${fix.suite}.`,
  );
  const signed = await timed(
    "sign",
    "person",
    () => signDsc(files, (text) => signAs(runner, cast.uploader, text)),
    `${cast.uploader.id} signed it.`,
  );
  uploaderDesk.token = await logIn(runner, uploaderDesk.client, cast.uploader);
  approverDesk.token = await logIn(runner, approverDesk.client, cast.approver);
  for (const file of signed) await uploaderDesk.client.putFile(file.sha256, file.path);
  const update = await uploaderDesk.client.submit({
    files: signed.map(({ name, sha256, size }) => ({ name, sha256, size })),
    release: fix.release,
    architectures: [...options.architectures],
    ...(fix.issues.length === 0 ? {} : { issues: [...fix.issues] }),
    knownAt: started.toISOString(),
    summary: fix.summary,
  });
  const followed = await followToMachine(
    {
      clock,
      runner,
      cast,
      uploaderDesk: uploaderDesk.client,
      approverDesk: approverDesk.client,
      events,
      started,
      signal: options.signal,
    },
    update.id,
  );
  const machine = followed.update.steps.filter((step) => step.step === "machine").map((step) => step.message);
  return { updateId: update.id, stages: [...early, ...followed.stages], proof: machine.join(" ") };
}

function clientFor(url: string): { token: string | null; client: DeskClient } {
  const holder: { token: string | null; client: DeskClient } = {
    token: null,
    client: createDeskClient(url, () => holder.token),
  };
  return holder;
}

function toResult(
  options: DrillOptions,
  started: Date,
  end: Pick<DrillResult, "outcome" | "proof" | "total"> & OwnShare,
): DrillResult {
  const { fix } = options;
  return {
    at: started.toISOString(),
    package: fix.package,
    release: fix.release,
    vulnerable: fix.vulnerable,
    fixed: fix.fixed,
    architectures: [...options.architectures],
    issues: [...fix.issues],
    ...end,
    toQueue: end.stages.find((stage) => stage.name === "queue")?.to ?? 0,
  };
}
