/** The part of a definition of a desk that takes mail for this address in over LMTP, and sends none; beside it, as little as may be. */
export function intakeDefinition(address: string, lmtpPort: number): string {
  return `[mail]
from = "desk@desk.invalid"
transport = "outbox"

[intake]
address = "${address}"
director = "leo"
lmtp = "127.0.0.1:${lmtpPort}"

[[release]]
codename = "bookworm"
version = "12"
architectures = ["amd64"]

[[release.suite]]
name = "bookworm"
role = "main"
url = "http://archive.invalid"
keyring = "../people/ada.asc"
components = ["main"]
`;
}
