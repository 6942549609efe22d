import type { AuditContext, EntryPath, RawFinding, Rule } from "../../model.ts";
import { isLimited, limitsPaths } from "./limits.ts";
import { type SystemService, socketStarted, systemServices } from "./services.ts";
import { isOff } from "./settings.ts";

/** Services of root that nothing limits. */
export const unitSandbox: Rule = {
  id: "unit-sandbox",
  class: "f",
  title: "A root service runs without a sandbox",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "A service that runs as root with every capability and the whole file system gives all of that to whoever takes it over: by a request over D-Bus or a socket, a file that it reads, a program that it starts. A service that stays and can be reached is a medium finding; one that does its work and ends, or that only a kernel parameter starts, a low one. `ProtectSystem=no` switches off what the other lines promise, and needs its reason in a comment above it.",
  fix: "Begin with these, and take away what the service cannot do without:\n\n    [Service]\n    NoNewPrivileges=yes\n    ProtectSystem=strict\n    ReadWritePaths=/var/lib/example\n    ProtectHome=yes\n    PrivateTmp=yes\n    CapabilityBoundingSet=CAP_NET_ADMIN\n\n`systemd-analyze security UNIT` lists what is left. A service that needs no root has `User=`.",
  references: [{ title: "systemd.exec(5), Sandboxing" }, { title: "systemd-analyze(1), security" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const sockets = socketStarted(context);
    for (const service of systemServices(context)) {
      const start = startOf(service);
      if (start === undefined || !isRoot(service)) continue;
      const { path, fate } = service.file;
      if (!isLimited(service.settings)) {
        const reached = reachedBy(service, sockets);
        const isLow = isOptIn(service) || (isOneShot(service) && reached === undefined);
        const severity = isConsole(service) ? "note" : isLow ? "low" : "medium";
        yield {
          path,
          line: start,
          severity,
          shapesImage: fate === "image",
          message: `${service.name} runs as root${reached ? `, is reached ${reached},` : ""} and has no file-system, capability or privilege limits.`,
          entryPath: entryPath(service, start, reached),
        };
        continue;
      }
      const off = unexplainedOff(service);
      if (off !== undefined)
        yield {
          path,
          line: start,
          severity: "low",
          message: `${service.name} runs as root with ProtectSystem switched off in line ${off}, and no comment above says why.`,
        };
    }
  },
};

/** The line of the first program of the service; undefined when it starts none, or only one that does nothing. */
function startOf({ own }: SystemService): number | undefined {
  const keys = own.sections.filter(({ name }) => name === "Service").flatMap((section) => section.keys);
  for (const wanted of ["ExecStart", "ExecStop", "ExecStartPre", "ExecStartPost", "ExecStopPost", "ExecReload"]) {
    const found = keys.filter(({ key, value }) => key === wanted && value !== "");
    const real = found.find(({ value }) => !/^[@:+!|-]*(?:\/usr)?(?:\/bin\/)?true$/.test(value));
    if (real) return real.line;
  }
  return undefined;
}

function isRoot({ settings }: SystemService): boolean {
  const user = settings.last("User")?.value ?? "root";
  const dynamic = settings.last("DynamicUser")?.value;
  return (user === "root" || user === "0") && (dynamic === undefined || isOff(dynamic));
}

function isOneShot({ settings }: SystemService): boolean {
  return settings.last("Type")?.value === "oneshot";
}

/** It does nothing unless the kernel's command line asks for it: a test's or a rescuer's tool. */
function isOptIn({ unit }: SystemService): boolean {
  return unit.all("ConditionKernelCommandLine").some(({ value }) => /^\|?[^!|]/.test(value));
}

const OPENS_SESSION =
  /^[@:+!|-]*(?:\S*\/)?(?:\w*getty|login|sulogin|systemd-sulogin-shell|su|runuser|(?:ba|da|z|k)?sh(?!\s+(?:-\w*c|\/)))\b/;

/** It opens a session for the person at the console: its limits would be those of the person's shell. */
function isConsole({ settings }: SystemService): boolean {
  if (settings.last("UtmpIdentifier") !== undefined) return true;
  const isThere = /^tty(?:-force|-fail)?$/.test(settings.last("StandardInput")?.value ?? "");
  return isThere && OPENS_SESSION.test(settings.last("ExecStart")?.value ?? "");
}

function reachedBy({ name, settings }: SystemService, sockets: ReadonlySet<string>): string | undefined {
  const bus = settings.last("BusName")?.value;
  if (bus) return `over D-Bus as ${bus}`;
  return sockets.has(name) ? "over a socket" : undefined;
}

/** The line of a `ProtectSystem=no` without a comment right above it. */
function unexplainedOff({ file, own, settings }: SystemService): number | undefined {
  const last = settings.last("ProtectSystem");
  if (!last || !isOff(last.value) || limitsPaths(settings)) return undefined;
  // A drop-in that switches it off has lines of its own.
  if (!own.sections.some(({ keys }) => keys.includes(last))) return undefined;
  const above = file.text().split("\n")[last.line - 2]?.trim() ?? "";
  return /^[#;]\s*(?!(?:XXX|FIXME|TODO)\b)\S+\s+\S/i.test(above) ? undefined : last.line;
}

function entryPath({ name, file }: SystemService, line: number, reached: string | undefined): EntryPath {
  const says = `systemd starts ${name} as root${reached ? `; others reach it ${reached}` : ""}`;
  return {
    privilege: "root",
    runsAs: "root",
    callerControls: [],
    steps: [{ what: "unit", says, path: file.path, line }],
  };
}
