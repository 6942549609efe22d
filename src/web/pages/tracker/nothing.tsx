import type { Frame, NearestName } from "../../model/index.ts";
import { Layout } from "../../parts/layout.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { Search } from "./frame.tsx";

/** An address or a search of which the tracker knows nothing; `near` is what was probably meant. */
export function TrackerNothingPage({ frame, near }: { frame: Frame; near: NearestName | null }) {
  return (
    <Layout frame={frame} title="Not in the tracker">
      <p class="crumb">
        <a href={trackerPath.home}>Tracker</a>
      </p>
      <h1>Nothing in the tracker has this name.</h1>
      {near === null ? null : (
        <p>
          Did you mean the {near.kind === "source" ? "source package" : "release"}{" "}
          <a href={near.kind === "source" ? trackerPath.source(near.name) : trackerPath.release(near.name)}>
            {near.name}
          </a>
          ?
        </p>
      )}
      <p class="lead">
        That is no all-clear: an issue may be too new for the lists, or a package may have another name here.
      </p>
      <Search />
      <ul class="plain">
        <li>
          Issues are written <span class="v">CVE-2024-1234</span>, advisories <span class="v">DSA-5380-1</span>, bugs as
          their number alone.
        </li>
        <li>Packages go by the name of their source, which may differ from what is installed.</li>
      </ul>
    </Layout>
  );
}

/** Right after the start. */
export function TrackerReadingPage({ frame, message }: { frame: Frame; message: string }) {
  return (
    <Layout frame={frame} title="The tracker is being read">
      <h1>The tracker is being read.</h1>
      <p class="lead">{message}</p>
      <p>
        <a href={frame.path}>Load this page again</a>
      </p>
    </Layout>
  );
}
