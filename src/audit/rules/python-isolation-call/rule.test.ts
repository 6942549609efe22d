import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { pythonIsolationCall } from "./rule.ts";

test("an interpreter by its name is seen wherever a line starts it", () => {
  expect(marksIn(pythonIsolationCall, import.meta.url, "bad").sort()).toEqual([
    "etc/cron.d/example:2 high",
    "etc/sudoers.d/example:2 high",
    "lib/systemd/system/example.service:2 high",
    "lib/systemd/system/example.service:3 high",
    "usr/local/bin/piped:7 medium",
    "usr/local/bin/piped:8 medium",
    "usr/local/bin/reporter:4 medium",
    "usr/local/bin/reporter:5 medium",
    "usr/local/bin/sessionly:3 high",
    "usr/local/bin/sessionly:4 medium",
    "usr/local/lib/wrapper:10 high",
    "usr/local/lib/wrapper:11 low",
    "usr/local/lib/wrapper:12 high",
    "usr/local/lib/wrapper:13 high",
    "usr/local/lib/wrapper:6 high",
    "usr/local/lib/wrapper:9 medium",
    "usr/local/sbin/asks-root:8 medium",
    "usr/local/sbin/forms:10 medium",
    "usr/local/sbin/forms:11 medium",
    "usr/local/sbin/forms:12 medium",
    "usr/local/sbin/forms:13 medium",
    "usr/local/sbin/forms:14 medium",
    "usr/local/sbin/forms:19 medium",
    "usr/local/sbin/forms:20 medium",
    "usr/local/sbin/forms:21 medium",
    "usr/local/sbin/forms:22 medium",
    "usr/local/sbin/forms:23 medium",
    "usr/local/sbin/forms:26 medium",
    "usr/local/sbin/forms:5 medium",
    "usr/local/sbin/forms:6 medium",
    "usr/local/sbin/forms:7 medium",
    "usr/local/sbin/forms:8 medium",
    "usr/local/sbin/forms:9 medium",
    "usr/local/sbin/rootly:10 medium",
    "usr/local/sbin/rootly:13 high",
    "usr/local/sbin/rootly:4 high",
    "usr/local/sbin/rootly:5 high",
    "usr/local/sbin/rootly:6 medium",
    "usr/local/sbin/rootly:7 low",
    "usr/local/sbin/rootly:8 medium",
    "usr/local/sbin/rootly:9 high",
    "usr/local/sbin/searched:3 medium",
    "usr/local/sbin/searched:4 medium",
    "usr/local/sbin/searched:5 medium",
    "usr/local/sbin/searched:6 medium",
    "usr/local/sbin/searched:7 medium",
    "usr/local/sbin/searched:8 medium",
    "usr/local/sbin/searched:9 medium",
    "usr/local/sbin/sets-up:9 medium",
    "usr/local/sbin/versions:11 medium",
    "usr/local/sbin/versions:12 medium",
    "usr/share/applications/example.desktop:4 medium",
  ]);
});

test("isolated calls, names and texts are fine", () => {
  expect(marksIn(pythonIsolationCall, import.meta.url, "good")).toEqual([]);
});
