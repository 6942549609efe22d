/** The least that a definition may say of what is released; nothing is ever fetched of it. */
export const ONE_RELEASE = `[[release]]
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

/** The part of a definition of a desk that takes mail for this address in over LMTP, and as little beside it as may be. By default it sends none. */
export function intakeDefinition(address: string, lmtpPort: number, transport = "outbox"): string {
  return `[mail]
from = "desk@desk.invalid"
transport = "${transport}"

[intake]
address = "${address}"
director = "leo"
lmtp = "127.0.0.1:${lmtpPort}"

${ONE_RELEASE}`;
}
