import type { SettingSources } from "./doctor-tools.ts";
import type { Finding } from "./finding.ts";
import { findMeant, settingNames } from "./setting-names.ts";

/** Whether the settings are right, where they come from, and whether one hides or only resembles another. */
export function checkSettings(settings: SettingSources): readonly Finding[] {
  const { problems } = settings;
  return [
    ...(problems.length === 0
      ? [describeSources(settings)]
      : problems.map((text) => toProblem(text, settings))),
    ...findTestMode(settings),
    ...findHidden(settings),
    ...findMisspelled(settings),
  ];
}

function describeSources({ environment, file }: SettingSources): Finding {
  const counts = [
    `${listSet(environment).length} in the environment`,
    `${listSet(file.values).length} in ${file.path}`,
  ];
  return { check: "settings", state: "ok", text: counts.join(", ") };
}

function toProblem(text: string, settings: SettingSources): Finding {
  const name = settingNames.find((candidate) => text.startsWith(`${candidate} `));
  const place = name === undefined ? undefined : findPlace(name, settings);
  const advice =
    place === undefined
      ? `Settings are read from the environment and from "Values" of ${settings.file.path}.`
      : `It is set in ${place}.`;
  return { check: "settings", state: "failed", text, advice, cause: "settings" };
}

/** Where the value of a setting comes from; undefined where it has none. */
function findPlace(name: string, { environment, file }: SettingSources): string | undefined {
  if (environment[name]?.trim()) {
    return "the environment";
  }
  return file.values[name]?.trim() ? file.path : undefined;
}

/** What is set for a trial is easily forgotten. */
function findTestMode({ values }: SettingSources): readonly Finding[] {
  return values["TEST_MODE"]?.trim() === "true"
    ? [
        {
          check: "settings",
          state: "warning",
          text: "TEST_MODE is on: exports are rehearsed, and nothing is backed up",
          advice: "Set TEST_MODE to false, or remove it, once the trial is over.",
        },
      ]
    : [];
}

function findHidden({ environment, file }: SettingSources): readonly Finding[] {
  const hidden = listSet(environment).filter((name) => {
    const inFile = file.values[name]?.trim();
    return inFile && inFile !== environment[name]?.trim();
  });
  return hidden.length === 0
    ? []
    : [
        {
          check: "settings",
          state: "warning",
          text: `the environment hides other values of ${file.path}: ${hidden.join(", ")}`,
          advice: "The environment wins. Remove the one of the two that is wrong.",
        },
      ];
}

/** What is nearly the name of a setting that is not set. */
function findMisspelled({ environment, file, values }: SettingSources): readonly Finding[] {
  const names = new Set([...Object.keys(environment), ...Object.keys(file.values)]);
  return [...names].flatMap((name): readonly Finding[] => {
    const meant = findMeant(name);
    return meant === undefined || values[meant]?.trim()
      ? []
      : [
          {
            check: "settings",
            state: "warning",
            text: `${name} is no setting`,
            advice: `If ${meant} is meant, write it so.`,
          },
        ];
  });
}

function listSet(values: SettingSources["values"]): readonly string[] {
  return settingNames.filter((name) => values[name]?.trim());
}
