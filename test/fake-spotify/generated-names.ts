import { pick, type Random } from "./random.ts";

const WORDS = [
  ..."Midnight River Glass Summer Paper Northern Velvet Echo Harbour Signal Golden Winter Static Garden".split(
    " ",
  ),
  ..."Étoile Straße Señorita Ångström Žena Łódź Noć Ночь Река Зима Θάλασσα Νύχτα Գիշեր ღამე".split(" "),
  ..."ليل بحر قمر שיר לילה 夜 海 夏の終わり 星空 月亮 明天 여름 바다 रात सागर ราตรี ทะเล đêm".split(" "),
  ..."🎧 💔 👩‍👩‍👧 🏳️‍🌈".split(" "),
];

const AWKWARD: readonly ((name: string) => string)[] = [
  (name) => `${name}, Part One`,
  (name) => `"${name}" (Live)`,
  (name) => `${name}\nSecond Line`,
  (name) => `${name}\r\nand Another`,
  (name) => `=SUM(A1:A9) ${name}`,
  (name) => `+${name}`,
  (name) => `-${name}`,
  (name) => `@${name}`,
  (name) => `${name}; "quoted, twice"`,
  (name) => `\t${name} `,
  (name) => `\u202b${name}\u202c`,
];

/** One name in eight is one that breaks careless exporters. The number keeps names apart. */
export function makeName(random: Random, number: number): string {
  const name = `${pick(random, WORDS)} ${pick(random, WORDS)} ${number}`;
  return random() < 0.125 ? pick(random, AWKWARD)(name) : name;
}
