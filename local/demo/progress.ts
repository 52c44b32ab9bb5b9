/** Where progress is shown. */
interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const width = 30;

/** Counts to `total`: a bar that fills on a terminal, a line for each tenth anywhere else. */
export function openProgress(what: string, total: number, screen: Screen): () => void {
  let done = 0;
  let shown = 0;
  return () => {
    done++;
    const percent = Math.floor((100 * done) / total);
    if (screen.isTTY) {
      const filled = Math.round((width * done) / total);
      const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`;
      screen.write(`\r  [${bar}] ${String(percent).padStart(3)} %  ${done} of ${total} ${what}`);
      if (done === total) screen.write('\n');
      return;
    }
    const tenth = Math.floor(percent / 10);
    if (tenth <= shown) return;
    shown = tenth;
    screen.write(`  ${String(percent).padStart(3)} %  ${done} of ${total} ${what}\n`);
  };
}
