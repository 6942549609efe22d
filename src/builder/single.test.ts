import { expect, test } from "vitest";
import { holdDirectory } from "./single.ts";

test("a directory has one builder at a time", async () => {
  const directory = `/nonexistent/${process.pid}`;
  const release = await holdDirectory(directory);
  await expect(holdDirectory(directory)).rejects.toMatchObject({ code: "CONFLICT" });
  await (await holdDirectory(`${directory}-other`))();
  await release();
  await (await holdDirectory(directory))();
});
