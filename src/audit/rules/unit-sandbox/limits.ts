import { isOff, type ServiceSettings } from "./settings.ts";

/** Each of these alone keeps a root service from part of the files, of the privileges or of the system (systemd.exec(5)). */
const STRONG: readonly string[] = [
  ...["ProtectSystem", "ProtectHome", "ReadOnlyPaths", "ReadOnlyDirectories", "InaccessiblePaths"],
  ...["InaccessibleDirectories", "NoExecPaths", "TemporaryFileSystem", "RootDirectory", "RootImage"],
  ...["CapabilityBoundingSet", "NoNewPrivileges", "SystemCallFilter", "PrivateUsers", "AppArmorProfile"],
];

/** These take away something beside; two of them say that somebody thought about it. */
const WEAK: readonly string[] = [
  ...["PrivateDevices", "PrivateTmp", "PrivateNetwork", "PrivateIPC", "PrivateMounts", "ProtectKernelModules"],
  ...["ProtectKernelTunables", "ProtectKernelLogs", "ProtectControlGroups", "ProtectClock", "ProtectHostname"],
  ...["ProtectProc", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID"],
  ...["LockPersonality", "MemoryDenyWriteExecute", "SystemCallArchitectures", "DevicePolicy", "IPAddressDeny"],
];

/** Whether a service sets file-system, capability or privilege limits. */
export function isLimited(settings: ServiceSettings): boolean {
  const isSet = (key: string): boolean => {
    const last = settings.last(key);
    return last !== undefined && !isOff(last.value);
  };
  return STRONG.some(isSet) || WEAK.filter(isSet).length > 1;
}

/** Whether it keeps to a part of the file system although `ProtectSystem` is off. */
export function limitsPaths(settings: ServiceSettings): boolean {
  return ["ReadOnlyPaths", "InaccessiblePaths", "RootDirectory", "RootImage", "TemporaryFileSystem"].some(
    (key) => settings.last(key) !== undefined,
  );
}
