import type { Archive, Content } from "../../src/lib/archive/archive.ts";
import { ArchiveError } from "../../src/lib/errors.ts";

/** An archive as a process has it that may be killed: once the signal is aborted, nothing is written or removed any more. */
export function failWhenAborted(archive: Archive, signal: AbortSignal): Archive {
  const expectAlive = () => {
    if (signal.aborted) {
      throw new ArchiveError("The process is dead.", { cause: signal.reason });
    }
  };

  async function* dieWith(content: Content): AsyncGenerator<string | Uint8Array, void> {
    for await (const chunk of content) {
      expectAlive();
      yield chunk;
    }
  }

  return {
    ...archive,
    async write(name, content, options) {
      expectAlive();
      return archive.write(name, dieWith(content), options);
    },
    async remove(name) {
      expectAlive();
      return archive.remove(name);
    },
  };
}
