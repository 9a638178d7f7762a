import type { AccountPlaylist, AccountState } from "../../src/lib/restore/account-state.ts";
import { applyWrites } from "../../src/lib/restore/apply-writes.ts";
import type { PlaylistDetails, RestorePlan, Step } from "../../src/lib/restore/plan.ts";
import type { SavedPlaylist } from "../../src/lib/restore/saved-state.ts";
import { sayFacts } from "./saved.ts";

/** An account after a plan was carried out, and which playlists were made of which. */
export interface CarriedOut {
  readonly account: AccountState;
  readonly created: ReadonlyMap<string, string>;
}

/** Does what a plan says as Spotify would, where nothing fails. */
export function carryOut(before: AccountState, { steps }: Pick<RestorePlan, "steps">): CarriedOut {
  const created = new Map<string, string>();
  const account = steps.reduce((state, step) => carryOutStep(state, step, created), before);
  return { account, created };
}

function carryOutStep(state: AccountState, step: Step, created: Map<string, string>): AccountState {
  const { playlists, deletedPlaylists, sections } = state;
  switch (step.type) {
    case "save": {
      // Whatever is saved last stands on top.
      const saved = [...step.uris.toReversed(), ...(sections[step.section] ?? [])];
      return { ...state, sections: { ...sections, [step.section]: saved } };
    }
    case "follow": {
      const followed = step.playlists.map(({ facts }): AccountPlaylist => ({ facts, uris: undefined }));
      return { ...state, playlists: [...followed.toReversed(), ...playlists] };
    }
    case "create": {
      const id = `made of ${step.playlist.facts.id}`;
      created.set(step.playlist.facts.id, id);
      const facts = { ...sayFacts(id), ...toFacts(step.details), ownerId: state.accountId };
      return { ...state, playlists: [{ facts, uris: step.uris }, ...playlists] };
    }
    case "change": {
      const target = [...playlists, ...deletedPlaylists].find(({ facts }) => facts.id === step.targetId);
      if (target === undefined) {
        throw new Error(`There is no ${step.targetId} to be changed.`);
      }
      const changed = change(target, step);
      const others = (list: readonly AccountPlaylist[]) => list.filter((playlist) => playlist !== target);
      return {
        ...state,
        playlists: step.isDeleted
          ? [changed, ...playlists]
          : playlists.map((playlist) => (playlist === target ? changed : playlist)),
        deletedPlaylists: others(deletedPlaylists),
      };
    }
  }
}

function change(
  { facts, uris }: AccountPlaylist,
  { details, writes }: Step & { readonly type: "change" },
): AccountPlaylist {
  const description = details?.description || facts.description;
  const version = details === undefined && writes.length === 0 ? facts.version : `${facts.version} edited`;
  return {
    facts: { ...facts, ...(details === undefined ? {} : { ...toFacts(details), description }), version },
    uris: uris === undefined ? undefined : applyWrites(uris, writes),
  };
}

function toFacts({ isPublic, ...details }: PlaylistDetails) {
  return { ...details, isPublic: String(isPublic) };
}

/** The account that a snapshot was made of, as it was then. */
export function toAccount(playlists: readonly SavedPlaylist[]): readonly AccountPlaylist[] {
  return playlists.map(({ facts, entries }) => ({ facts, uris: entries?.map(({ uri }) => uri) }));
}
