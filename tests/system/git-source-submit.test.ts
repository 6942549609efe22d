import { expect, test } from "vitest";
import { filesOf, getStep, submitSource } from "../../src/updates/index.ts";
import { uploadersNow } from "../../src/updates/steps/approve/uploaders-now.ts";
import { bundle, commit, git, openGitWorld, put, tiny } from "./git-source-kit.ts";
import { openStage } from "./signer-kit.ts";
import { openLine } from "./updates-kit.ts";

test("a signed tag starts an update whose build is next, and the same tag again is the same update", async () => {
  const stage = await openStage();
  const line = await openLine("outbox");
  try {
    const made = await openGitWorld(stage, "submitted");
    const [release] = stage.definition.releases;
    const context = {
      ...line.context,
      blobs: made.context.blobs,
      scratch: made.context.scratch,
      definition: stage.definition,
      suites: { ofRelease: async () => [], releaseOf: () => release } as never,
    };
    await put(made, tiny("1.0"));
    await commit(made);
    await git(made, ["tag", "--sign", "--message=x", "debian/1.0"], stage.people.tom);
    const sent = await bundle(made, ["refs/tags/debian/1.0"]);
    const wish = { files: [sent], git: "debian/1.0", issues: [], embargoed: false, summary: "" };
    const update = await submitSource(context, wish, stage.people.tom.person);
    expect(update).toMatchObject({ source: "tiny", version: "1.0", release: "bookworm", uploader: "tom" });
    const step = await getStep(context.store.db, update.id, { step: "source", kind: "", architecture: "" });
    expect(step?.message).toBe("Source taken from the signed tag debian/1.0 by tom.");
    const build = await getStep(context.store.db, update.id, { step: "build", kind: "", architecture: "amd64" });
    expect(build?.state).toBe("ready");
    const names = (await filesOf(context.store.db, update.id)).map(({ role, name }) => `${role} ${name}`);
    expect(names.sort()).toEqual([
      "report tiny_1.0.bundle",
      "report tiny_1.0.sha256sums",
      "source tiny_1.0.dsc",
      "source tiny_1.0.tar.xz",
      "upload tiny_1.0.git",
    ]);
    expect((await submitSource(context, wish, stage.people.tom.person)).id).toBe(update.id);
    // The commit under a tag is by somebody whom the desk comes to know only later: the proof is heard again.
    const { tom, ben } = stage.people;
    await put(made, tiny("1.1"));
    await commit(made, ben);
    await git(made, ["tag", "--sign", "--message=x", "debian/1.1"], tom);
    const later = { ...wish, git: "debian/1.1", files: [await bundle(made, ["refs/tags/debian/1.1"])] };
    const people = stage.definition.people.filter(({ id }) => id !== "ben");
    const unaware = { ...context, definition: { ...stage.definition, people } };
    const second = await submitSource(unaware, later, tom.person);
    expect(second.uploaders).toEqual(["tom"]);
    expect([...(await uploadersNow(unaware, second))]).toEqual(["tom"]);
    expect([...(await uploadersNow(context, second))].sort()).toEqual(["ben", "tom"]);
    const mayNot = { ...wish, git: "by-ben", files: [] as (typeof sent)[] };
    await git(made, ["tag", "--sign", "--message=x", "by-ben"], stage.people.ben);
    mayNot.files = [await bundle(made, ["refs/tags/by-ben"])];
    await expect(submitSource(context, mayNot, stage.people.ben.person)).rejects.toThrow("ben may not upload tiny.");
  } finally {
    await line.close();
    await stage.remove();
  }
});
