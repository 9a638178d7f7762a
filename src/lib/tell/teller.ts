import type { Archive } from "../archive/archive.ts";
import { ExporterError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets/secret.ts";
import type { ChannelUrls } from "../secrets/secret-store.ts";
import { type DeliveryOptions, deliver, deliveryTimeoutMs } from "./deliver.ts";
import type { TellEvent } from "./event.ts";
import { findSettled, type Trouble, toEventKey } from "./event-key.ts";
import { type Channel, channels, type Message, toMessage, toPingMessage } from "./message.ts";
import { startPing } from "./render-ping.ts";
import { describeFailure } from "./to-event.ts";
import { openTold, type Told } from "./told.ts";

/** What became of a message to one channel, or to all of them where not even their URLs could be read. */
export interface Delivery {
  readonly channel: Channel | "all";
  /** Why it was not delivered; undefined where it was. */
  readonly failure: string | undefined;
}

/**
 * Tells the owner of the backups what becomes of them, through whatever channels are set. None of this ever throws: what goes
 * wrong is logged, and the backup goes on. Nor does any step of it take longer than ten seconds.
 */
export interface Teller {
  /** A run begins; of this only the dead man's switch is told. */
  begin(): Promise<void>;
  /** Tells an event to each channel that was not told it before. */
  tell(event: TellEvent): Promise<void>;
  /** Troubles are over, so that they are news when they come again. */
  settle(troubles: readonly Trouble[]): Promise<void>;
  /** Sends a test message to every channel. */
  test(): Promise<readonly Delivery[]>;
  /** Forgets what was told so long ago that it can hardly come again. */
  tidy(): Promise<void>;
}

export interface TellerTools extends DeliveryOptions {
  readonly readChannels: () => Promise<ChannelUrls>;
  /** Where it is noted what was told. Throws where that is not known: then it is told, noted or not. */
  readonly openState: () => Archive;
  readonly log: Log;
  readonly now?: () => Date;
}

interface OpenChannel {
  readonly channel: Channel;
  readonly url: Secret;
}

const forgottenAfterMs = 366 * 24 * 60 * 60 * 1_000;

export function createTeller(tools: TellerTools): Teller {
  const { log, signal, timeoutMs = deliveryTimeoutMs, now = () => new Date() } = tools;
  let opened: Promise<readonly OpenChannel[]> | undefined;

  /** Once: a vault that refuses must not hold up a run again and again. */
  function openChannels(): Promise<readonly OpenChannel[]> {
    opened ??= within(timeoutMs, tools.readChannels()).then((urls) =>
      channels.flatMap((channel) => {
        const url = urls[channel];
        return url === undefined ? [] : [{ channel, url }];
      }),
    );
    return opened;
  }

  async function tell(event: TellEvent): Promise<void> {
    const open = await openChannels();
    const key = toEventKey(event);
    const settled = findSettled(event);
    const isNews = key === undefined && settled.length === 0;
    const told = isNews ? undefined : await openNotes(open);
    await Promise.all(
      open.map(async (channel) => {
        const message = toMessage(channel.channel, event, now());
        const isKnown = key !== undefined && told?.has(key, channel.channel);
        if (message === undefined || isKnown) {
          return;
        }
        const { failure } = await send(channel, message);
        if (failure === undefined && key !== undefined && isRemembered(channel)) {
          await note(async () => told?.add(key, channel.channel));
        }
      }),
    );
    await note(async () => told?.forget(settled));
  }

  async function send({ channel, url }: OpenChannel, message: Message): Promise<Delivery> {
    const failure = await deliver(url, message, tools);
    if (failure !== undefined) {
      log.warn("message not delivered", { channel, failure });
    }
    return { channel, failure };
  }

  async function openNotes(open: readonly OpenChannel[]): Promise<Told | undefined> {
    let told: Told | undefined;
    if (open.some(isRemembered)) {
      await note(async () => {
        told = await openTold(tools.openState());
      });
    }
    return told;
  }

  /** An alarm that comes twice is better than none, so that nothing is untold for want of notes. */
  async function note(work: () => Promise<void>): Promise<void> {
    try {
      await within(timeoutMs, work());
    } catch (error) {
      const failure = describeFailure(error);
      log.warn("what was told cannot be noted, so it may be told again", { failure });
    }
  }

  /** The one place where whatever goes wrong with telling ends. */
  async function attempt<Result>(
    work: () => Promise<Result>,
    { orElse }: { readonly orElse: (failure: string) => Result },
  ): Promise<Result> {
    try {
      // Who stops the program is there already, and waits for its end.
      signal.throwIfAborted();
      return await work();
    } catch (error) {
      const failure = describeFailure(error);
      if (!signal.aborted) {
        log.warn("message not delivered", { channel: "all", failure });
      }
      return orElse(failure);
    }
  }

  const nothing = { orElse: () => undefined };

  async function begin(): Promise<void> {
    const ping = (await openChannels()).find(({ channel }) => channel === "ping");
    await (ping === undefined ? undefined : send(ping, toPingMessage(startPing)));
  }

  async function test(): Promise<readonly Delivery[]> {
    const sent = (await openChannels()).flatMap((channel) => {
      const message = toMessage(channel.channel, { type: "test" }, now());
      return message === undefined ? [] : [send(channel, message)];
    });
    return Promise.all(sent);
  }

  async function forget(choose: (told: Told) => Promise<void>): Promise<void> {
    const told = await openNotes(await openChannels());
    await note(async () => (told === undefined ? undefined : choose(told)));
  }

  return {
    begin: () => attempt(begin, nothing),
    tell: (event) => attempt(() => tell(event), nothing),
    settle: (troubles) => attempt(() => forget((told) => told.forget(troubles)), nothing),
    test: () => attempt(test, { orElse: (failure) => [{ channel: "all", failure }] }),
    tidy() {
      const before = new Date(now().getTime() - forgottenAfterMs);
      return attempt(() => forget((told) => told.forgetBefore(before)), nothing);
    },
  };
}

/** A dead man's switch is told of every run: its own service knows which of them are news. */
function isRemembered({ channel }: OpenChannel): boolean {
  return channel !== "ping";
}

/** Waits no longer than that; what is waited for goes on. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new ExporterError(`No answer within ${ms / 1_000} s.`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
