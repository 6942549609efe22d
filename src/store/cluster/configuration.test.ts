import { expect, test } from "vitest";
import { HBA_CONF, identConf, postgresqlConf } from "./configuration.ts";

test("nothing listens on the network, nothing acknowledged is lost, no statement reaches the log", () => {
  const conf = postgresqlConf({ socket: "/run/x", log: "/data/log" });
  for (const line of [
    "listen_addresses = ''",
    "fsync = on",
    "full_page_writes = on",
    "synchronous_commit = on",
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
    "log_statement = 'none'",
  ]) {
    expect(conf.split("\n")).toContain(line);
  }
});

test("a directory with a quote in its name stays one value", () => {
  expect(postgresqlConf({ socket: "/it's\\here", log: "/log" })).toContain(
    "unix_socket_directories = '/it''s\\\\here'\n",
  );
});

test("only the owner and root get in, each by the kernel's word", () => {
  expect(HBA_CONF.trim().split("\n")).toEqual(["local all all peer map=sameday"]);
  expect(identConf("desk")).toBe(
    'sameday "desk" sameday_admin\nsameday "desk" sameday\nsameday "root" sameday_admin\nsameday "root" sameday\n',
  );
});
