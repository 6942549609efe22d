import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { createTrackerEdits } from "../../src/desk/faces/tracker-edits.ts";
import { landWished } from "../../src/desk/tracker-edits/land.ts";
import type { Person } from "../../src/distribution/index.ts";
import { openStore, type Store, startCluster } from "../../src/store/index.ts";
import { systemClock } from "../../src/system/index.ts";
import { createSourceTable, type Following, follow } from "../../src/tracker/index.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";
import { type DataRepository, dataRepository } from "./tracker-land-kit.ts";
import { serveFollowing } from "./tracker-service.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { LEO } from "./web-example.ts";

/** A desk with Debian's layer and one of its own over it, both in git, with a real audit log: its pages edit the upper one. */
export interface EditDesk {
  readonly below: DataRepository;
  readonly own: DataRepository;
  readonly store: Store;
  readonly following: Following;
  readonly app: FastifyInstance;
  readonly url: string;
  get(path: string, person?: Person | null): Promise<Answer>;
  /** Sends a form as a browser does, with the session's token. */
  post(path: string, fields: Readonly<Record<string, string>>, person?: Person | null): Promise<Answer>;
  stop(): Promise<void>;
}

type Answer = Awaited<ReturnType<FastifyInstance["inject"]>>;

/** `list` is what the desk's own layer says of issues of 2026. */
export async function startEditDesk(list: string): Promise<EditDesk> {
  const root = await mkdtemp(join(tmpdir(), "sameday-edit-pages-"));
  const below = await dataRepository(join(root, "below"));
  const own = await dataRepository(join(root, "own"), {
    "config.json": '{"distributions": {"zoo": {"base": "bookworm"}}}',
    "CVE/2026.list": list,
    "dsa-needed.txt": "Who does what.\n--\nwget (Somebody Else)\n--\n",
  });
  const database = await scratch();
  const cluster = await startCluster(clusterOptions(join(database.directory, "data")));
  const store = await openStore({ connection: cluster.connection });
  const table = createSourceTable();
  for (const release of ["bookworm", "trixie", "sid"]) table.add("curl", release, "main", "main", "7-1");
  const layers = [
    { name: "debian", directory: below.data, ours: false },
    { name: "acme", directory: own.data, ours: true },
  ];
  const following = follow({
    layers,
    dates: [],
    clock: systemClock,
    archive: async () => table.versions,
    changed: () => undefined,
    say: () => undefined,
  });
  const service = await serveFollowing(following, () => new Set(["bookworm", "trixie", "sid"]));
  const releases = ["bookworm", "trixie", "sid"].map((codename) => ({ codename })) as never;
  const land = (wish: unknown) => landWished(JSON.stringify(wish), { runner, clock: systemClock });
  const advisory = { prefix: "ACME", first: 100 };
  const definition = { layers, releases, advisory };
  const trackerEdits = createTrackerEdits({ definition, land, clock: systemClock, store });
  if (trackerEdits === undefined) throw new Error("No layer is ours.");
  const app = createExampleApp([], { tracker: service.reads, trackerEdits });
  await following.look();
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const cookieOf = (person: Person | null) => (person ? { cookie: `sameday=${tokenOf(person)}` } : {});
  return {
    ...{ below, own, store, following, app, url },
    get: (path, person = LEO) => app.inject({ url: path, headers: cookieOf(person) }),
    post(path, fields, person = LEO) {
      const csrf = person ? `form-of-${tokenOf(person)}` : "";
      return app.inject({
        method: "POST",
        url: path,
        headers: {
          ...cookieOf(person),
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "same-origin",
        },
        payload: String(new URLSearchParams({ csrf, ...fields })),
      });
    },
    async stop() {
      await app.close();
      await service.stop();
      await following.stop();
      await store.close();
      await cluster.stop();
      await database.remove();
      await rm(root, { recursive: true, force: true });
    },
  };
}
