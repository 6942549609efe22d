import { missingOf } from "../../text/cases/missing.ts";
import { visible } from "../../text/visible.ts";

/** What an act still needs and who can give it; each giver is named once. */
export function WhatIsMissing({ sentence }: { sentence: string }) {
  const missing = missingOf(sentence);
  if (!missing)
    return (
      <p>
        <strong>Not yet.</strong> {visible(sentence)}
      </p>
    );
  const givers = [...new Set(missing.map(({ from }) => from))];
  const [same] = givers.length === 1 ? givers : [];
  return (
    <>
      <p>
        <strong>What is missing before it goes on:</strong>
      </p>
      <ul class="missing">
        {missing.map(({ needs, from, setAside }) => (
          <li key={needs}>
            {visible(needs)}
            {same === undefined && from !== "" ? <small>, from {from}</small> : null}
            {setAside ? <small>; the director may set it aside, with a reason</small> : null}
          </li>
        ))}
      </ul>
      {same === undefined || same === "" ? null : (
        <p>
          <small>
            {missing.length === 1 ? "It" : "Each"} can be given by {same}.
          </small>
        </p>
      )}
    </>
  );
}
