const COMMENT_MAXIMUM = 65_533;

/**
 * A whole JPEG of one grey pixel, unlike any that is made of other words.
 * @param bytes how large it is to be; never smaller than it must be
 */
export function makeJpeg(words: string, { bytes = 0 }: { readonly bytes?: number } = {}): Buffer {
  const comments = [toComment(Buffer.from(words))];
  const size = () => [START, ...comments, PIXEL].reduce((sum, { length }) => sum + length, 0);
  while (size() < bytes) {
    const missing = Math.min(bytes - size() - 4, COMMENT_MAXIMUM);
    comments.push(toComment(Buffer.alloc(Math.max(0, missing), "x")));
  }
  return Buffer.concat([START, ...comments, PIXEL]);
}

function toComment(text: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([head, text]);
}

const START = Buffer.from("ffd8", "hex");

/** One code of one bit, which means 0: all that the tables of a single grey pixel need. */
const ONE_CODE = `01${"00".repeat(15)}00`;

const PIXEL = Buffer.from(
  [
    `ffdb004300${"01".repeat(64)}`,
    "ffc0000b080001000101011100",
    `ffc4001400${ONE_CODE}`,
    `ffc4001410${ONE_CODE}`,
    "ffda0008010100003f00",
    "3f",
    "ffd9",
  ].join(""),
  "hex",
);
