import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseLayer } from "../layers/parse-layer.ts";
import { archiveOf, CONFIG, files } from "../testing.ts";
import { VIEWS } from "../views/views.ts";
import { createLiveState } from "./live-state.ts";
import { snapshotOf } from "./snapshot-of.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/debian/tracker");
const TODAY = new Date("2026-11-20T12:00:00Z");
const SUPPORT = { dates: [], at: TODAY };

const LOWER = {
  "config.json": CONFIG,
  "CVE/list": [
    "CVE-2026-3000 [newest]\n\t- wget <unfixed>\n\t[bookworm] - wget <postponed> (Minor issue)\n",
    "CVE-2026-2500 [not looked at]\n\tTODO: check\n",
    "CVE-2026-2000 [unsure]\n\t- curl <undetermined>\n\t- nosuch 1\n",
    "CVE-2026-1000 [old]\n\t- curl 2.0-1 (bug #1234)\n\t[bookworm] - curl <end-of-life> (x)\n",
  ].join(""),
  "DSA/list": "[06 Nov 2026] DSA-1-1 curl\n\t{CVE-2026-1000}\n\t[trixie] - curl 1.0-1+deb13u1\n",
  "dsa-needed.txt": "header\n--\nwget (jmm)\n  NOTE: 20261101: waits\n--\n",
};
const UPPER = { "CVE/list": "CVE-2026-3000 [ours too]\n\t- zlib <unfixed>\n\tTODO: is it in wget?\n" };

test("views of layers that were parsed elsewhere are those of a live state", async () => {
  const example = await readFile(join(EXAMPLE, "CVE/list"), "latin1");
  const archive = archiveOf(
    "curl bookworm 1.0-1",
    "curl trixie 1.0-1",
    "curl sid 2.0-1",
    "wget bookworm 1",
    "zlib sid 1",
  );
  for (const lower of [LOWER, { ...LOWER, "CVE/list": example }]) {
    const named = [lower, UPPER].map((texts, depth) => ({ name: `layer${depth}`, files: files(texts) }));
    const live = createLiveState().next(named, archive, SUPPORT);
    const once = snapshotOf(
      named.map((one) => parseLayer(one.name, one.files)),
      archive,
      SUPPORT,
    );
    const circumstances = { supported: new Set(["bookworm", "trixie", "sid"]), today: TODAY };
    const counts = VIEWS.map((view) => {
      const rows = view.rows(once, circumstances);
      expect(rows, view.name).toEqual(view.rows(live, circumstances));
      return rows.length;
    });
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(3);
    expect(once.open).toEqual(live.open);
  }
});

test("a file of one record about an issue without a number is called by the name that it was given", () => {
  const layer = parseLayer("upper", files({ "CVE/list": "CVE-2026-XXXX [text]\n\tTODO: check\n\t- curl <unfixed>\n" }));
  const lists = layer.lists.map((list) => ({ ...list, about: "S-204817365" }));
  const lower = parseLayer("lower", files({ "config.json": CONFIG }));
  const snapshot = snapshotOf([lower, { ...layer, lists }], archiveOf("curl sid 1"), SUPPORT);
  const todo = VIEWS.find(({ name }) => name === "todo");
  expect(todo?.rows(snapshot, { supported: new Set(), today: TODAY })).toMatchObject([{ issue: "S-204817365" }]);
});
