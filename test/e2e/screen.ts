/**
 * What a terminal shows whenever the cursor goes up to draw again, and at the end: lines without colours. Understands what
 * progress bars use, and no more.
 */
export function readScreens(output: string): readonly (readonly string[])[] {
  const screens: string[][] = [];
  const lines: string[] = [];
  let row = 0;
  let column = 0;

  function write(text: string): void {
    for (const character of text) {
      if (character === "\n") {
        row += 1;
      } else if (character === "\r") {
        column = 0;
      } else {
        const line = [...(lines[row] ?? "").padEnd(column)];
        line[column] = character;
        lines[row] = line.join("");
        column += 1;
      }
    }
  }

  function obey(command: string | undefined, count: string | undefined): void {
    const line = lines[row] ?? "";
    switch (command) {
      case "A":
        screens.push([...lines]);
        row = Math.max(row - Number(count || 1), 0);
        break;
      case "G":
        column = Number(count || 1) - 1;
        break;
      case "K":
        lines[row] = count === "2" ? "" : [...line].slice(0, column).join("");
        break;
      case "h":
      case "l":
        break;
      default:
        throw new Error(`The screen knows no control sequence ${count}${command}.`);
    }
  }

  const [before = "", ...sequences] = output.split("\u001b[");
  write(before);
  for (const sequence of sequences) {
    const [control = "", count, command] = /^\??(\d*)([A-Za-z])/.exec(sequence) ?? [];
    obey(command, count);
    write(sequence.slice(control.length));
  }
  return [...screens, lines].map((screen) => Array.from(screen, (line = "") => line.trimEnd()));
}
