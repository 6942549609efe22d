import { expect, test } from "vitest";
import { clusterConnection, connectionFromUrl, describeConnection, programEnvironment } from "./connection.ts";

const URL_WITH_SECRET = "postgresql://desk:s%40crt@db.example:6432/sameday?sslmode=verify-full";

test("a URL becomes the environment of PostgreSQL's programs, its password unquoted", () => {
  expect(programEnvironment(connectionFromUrl(URL_WITH_SECRET))).toEqual({
    PGHOST: "db.example",
    PGPORT: "6432",
    PGUSER: "desk",
    PGPASSWORD: "s@crt",
    PGDATABASE: "sameday",
    PGSSLMODE: "verify-full",
  });
});

test("people never see the password", () => {
  expect(describeConnection(connectionFromUrl(URL_WITH_SECRET))).toBe("sameday at db.example:6432");
  expect(describeConnection(clusterConnection("/run/sameday", 5432))).toBe("the private cluster at /run/sameday");
});

test.each(["", "db.example", "mysql://a:secret@b/c", "postgresql://a:secret@b", "postgres:///"])(
  "%j is refused",
  (url) => {
    expect(() => connectionFromUrl(url)).toThrow(expect.objectContaining({ code: "USAGE" }));
    expect(() => connectionFromUrl(url)).not.toThrow(/secret/);
  },
);
