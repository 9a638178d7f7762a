import { SettingsError } from "../errors.ts";

/** Reads secrets; what is not set up yet is nothing, and no failure of whoever asks how things are. */
export async function readIfSet<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SettingsError) {
      return undefined;
    }
    throw error;
  }
}
