import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type RefreshedSuite, refreshSuite } from "../../src/archive/index.ts";
import {
  contents,
  contextOf,
  hours,
  refreshIn,
  requestOf,
  useArchiveWorld,
  versionInService,
} from "./archive-world.ts";

const world = useArchiveWorld();

const program = resolve(import.meta.dirname, "../../scripts/run-typescript");

describe("the state directory", () => {
  test("survives refreshes at the same time: the newest state is in service in the end", async () => {
    await world.mirror.publish(contents("1", hours(-10)));
    const running: Promise<RefreshedSuite>[] = [];
    for (let version = 2; version <= 9; version += 1) {
      running.push(refreshIn(world), refreshIn(world));
      await world.mirror.publish(contents(String(version), hours(version - 10)));
    }
    const outcomes = await Promise.all(running);
    expect(
      outcomes.map((one) => one.trouble?.code).filter((code) => code && !/MISMATCH|UNVERIFIED|UNREACHABLE/.test(code)),
    ).toEqual([]);
    expect(await refreshIn(world)).toMatchObject({ trouble: undefined });
    expect(await versionInService(world)).toBe("9");
  });

  test("a late refresh cannot put an older state over a newer one", async () => {
    await world.mirror.publish(contents("1", hours(-10)));
    await refreshIn(world);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const old = contents("2", hours(-9));
    await world.mirror.publish(old);
    const oldFiles = new Map(world.mirror.files);
    world.mirror.misbehaviour.set(/Sources|by-hash/, (request, response) => {
      void held.then(() => response.end(oldFiles.get(decodeURIComponent(request.url ?? ""))));
    });
    const late = refreshSuite(contextOf(world, 10_000), requestOf(world));
    await expect
      .poll(() => world.mirror.requests.some((path) => oldFiles.has(path) && path.includes("by-hash")))
      .toBe(true);
    world.mirror.misbehaviour.clear();
    await world.mirror.publish(contents("3", hours(-8)));
    expect((await refreshIn(world)).outcome).toBe("renewed");
    release();
    await late;
    expect(await versionInService(world)).toBe("3");
  });

  test("kill -9 in the middle of a refresh loses nothing, and its leftovers are cleaned", async () => {
    const real = (age: number): Date => new Date(Date.now() - age * 3_600_000);
    await world.mirror.publish(contents("1", real(24)));
    world.now = new Date();
    await refreshIn(world);
    await world.mirror.publish(contents("2", real(1)));
    world.mirror.misbehaviour.set(/by-hash/, (_request, response) => {
      response.writeHead(200, { "content-length": 600 });
      response.write("x".repeat(50));
    });
    const child = spawn(program, [
      resolve(import.meta.dirname, "archive-refresh-program.ts"),
      world.state,
      world.mirror.url,
      world.people.archive.keyring,
    ]);
    const partial = join(world.state, (await readdir(world.state))[0] ?? "", "partial");
    await expect.poll(() => readdir(partial), { timeout: 20_000 }).not.toEqual([]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await versionInService(world)).toBe("1");

    const [leftover = ""] = await readdir(partial);
    await utimes(join(partial, leftover), real(3), real(3));
    world.mirror.misbehaviour.clear();
    expect((await refreshIn(world)).outcome).toBe("renewed");
    expect(await readdir(partial)).toEqual([]);
    expect(await versionInService(world)).toBe("2");
  });

  test("old states and their indexes go after two hours, never those in service", async () => {
    await world.mirror.publish(contents("1", hours(-10)));
    await refreshIn(world);
    await world.mirror.publish(contents("2", hours(-9)));
    await refreshIn(world);
    const root = join(world.state, (await readdir(world.state))[0] ?? "");
    const long = new Date(Date.now() - 3 * 3_600_000);
    for (const file of [
      ...(await readdir(root)),
      ...(await readdir(join(root, "objects"))).map((name) => `objects/${name}`),
    ]) {
      await utimes(join(root, file), long, long);
    }
    await refreshIn(world);
    expect((await readdir(root)).filter((name) => name.startsWith("state-"))).toHaveLength(1);
    expect(await readdir(join(root, "objects"))).toHaveLength(2);
    expect(await versionInService(world)).toBe("2");
  });

  test("an index that was changed on the disk is refused and fetched again", async () => {
    await world.mirror.publish(contents("1", hours(-10)));
    const { inService } = await refreshIn(world);
    const stored = join(
      world.state,
      (await readdir(world.state))[0] ?? "",
      "objects",
      inService?.indexes[0]?.sha256 ?? "",
    );
    const text = await readFile(stored, "utf8");
    await writeFile(stored, text.replace("Package: bash", "Package: evil"));
    await expect(versionInService(world)).rejects.toMatchObject({
      code: "ARCHIVE_UNVERIFIED",
      message: expect.stringContaining("changed on the disk"),
    });
    expect((await refreshIn(world)).outcome).toBe("renewed");
    expect(await versionInService(world)).toBe("1");
  });

  test("a state file that was cut off is passed over for the one before it", async () => {
    await world.mirror.publish(contents("1", hours(-10)));
    await refreshIn(world);
    await world.mirror.publish(contents("2", hours(-9)));
    await refreshIn(world);
    const root = join(world.state, (await readdir(world.state))[0] ?? "");
    const [newest = ""] = (await readdir(root))
      .filter((name) => name.startsWith("state-"))
      .sort()
      .reverse();
    await writeFile(join(root, newest), (await readFile(join(root, newest), "utf8")).slice(0, 100));
    expect(await versionInService(world)).toBe("1");
    expect((await refreshIn(world)).outcome).toBe("renewed");
    expect(await versionInService(world)).toBe("2");
  });
});
