import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { currentCluster, type Layout, layoutOf, unfinishedClusters } from "./layout.ts";
import { socketFits } from "./socket-directory.ts";

const NAME = "15-0123456789ab";
let layout: Layout;

beforeEach(async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), "store-layout-"));
  onTestFinished(() => rm(data, { recursive: true }));
  layout = layoutOf(data);
  await mkdir(path.join(layout.clusters, NAME, "global"), { recursive: true });
});

async function make(...files: string[]): Promise<void> {
  for (const file of files) await writeFile(path.join(layout.clusters, file), file.endsWith("VERSION") ? "15\n" : "x");
  await writeFile(layout.current, `${NAME}\n`);
}

describe("the cluster in use", () => {
  test("is none before the first was made", async () => expect(await currentCluster(layout)).toBeUndefined());

  test("is the one that `current` names", async () => {
    await make(`${NAME}/PG_VERSION`, `${NAME}/global/pg_control`);
    expect(await currentCluster(layout)).toMatchObject({ name: NAME, major: 15 });
  });

  test.each([
    ["PG_VERSION", [`${NAME}/global/pg_control`]],
    ["pg_control", [`${NAME}/PG_VERSION`]],
  ])("is refused without %s, before any server touches it", async (missing, files) => {
    await make(...files);
    await expect(currentCluster(layout)).rejects.toThrow(new RegExp(`incomplete: .*${missing}.*Restore a backup`));
  });

  test.each(["../../etc", "", "15", "15-0123456789AB"])("is never looked for at %j", async (name) => {
    await writeFile(layout.current, name);
    await expect(currentCluster(layout)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});

test("only clusters with the mark of an unfinished making are named for removal", async () => {
  await writeFile(path.join(layout.clusters, `${NAME}.making`), "");
  await writeFile(path.join(layout.clusters, "..making"), "");
  await mkdir(path.join(layout.clusters, "17-aaaaaaaaaaaa"));
  expect(await unfinishedClusters(layout)).toEqual([NAME]);
});

test("a socket's path has at most 107 bytes", () => {
  const name = "/.s.PGSQL.5432".length;
  expect(socketFits(`/${"a".repeat(107 - name - 1)}`)).toBe(true);
  expect(socketFits(`/${"a".repeat(107 - name)}`)).toBe(false);
  expect(socketFits(`/${"é".repeat(60)}`)).toBe(false);
});
