import type { TestModel } from "../model/index.ts";
import { clip } from "../text/visible.ts";
import { Empty } from "./note.tsx";
import { Scroll } from "./scroll.tsx";
import { type Shape, Tag, type Tone } from "./tag.tsx";

const LOOKS: Readonly<Record<TestModel["verdict"], readonly [Shape, Tone, string, number]>> = {
  fail: ["bad", "late", "failed", 0],
  pass: ["good", "good", "passed", 1],
  neutral: ["none", "plain", "neutral", 2],
  skip: ["none", "plain", "skipped", 3],
};

const MOST_TESTS = 20;

/** What the package's own tests found on the installed result; failures first. */
export function Tests({ tests }: { tests: readonly TestModel[] }) {
  if (tests.length === 0) return <Empty>No test has run yet, or the package has none.</Empty>;
  const sorted = [...tests].sort((a, b) => LOOKS[a.verdict][3] - LOOKS[b.verdict][3]);
  const detailed = sorted.some((test) => test.detail !== "");
  return (
    <>
      <Scroll label="Table of tests">
        <table>
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Architecture</th>
              <th scope="col">Result</th>
              {detailed ? <th scope="col">Detail</th> : null}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, MOST_TESTS).map((test) => {
              const [shape, tone, word] = LOOKS[test.verdict];
              return (
                <tr key={`${test.name} ${test.architecture}`}>
                  <th scope="row">{clip(test.name, 100)}</th>
                  <td>{test.architecture}</td>
                  <td>
                    <Tag shape={shape} tone={tone}>
                      {word}
                    </Tag>
                  </td>
                  {detailed ? <td>{clip(test.detail, 120)}</td> : null}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      {tests.length > MOST_TESTS ? <p>And {tests.length - MOST_TESTS} more; the log has all of them.</p> : null}
    </>
  );
}
