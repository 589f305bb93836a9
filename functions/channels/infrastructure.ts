import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Provider } from '#functions/channels/provider.ts';
import type { DeliveryEnv } from '#functions/delivery/env.ts';
import type { EncryptedTopic } from '#lib/constructs/encrypted-topic.ts';
import type { StageSettings } from '#lib/stage-settings.ts';

/** What the CDK app gives a channel to build with. */
export interface ChannelContext {
  readonly settings: StageSettings;
  /** Where providers report what became of a message. */
  readonly feedbackTopic: EncryptedTopic;
  readonly recipients: TableV2;
  readonly inbox: TableV2;
  /** What every user's own webhook secret is derived from. */
  readonly webhookSecret: Secret;
  /** The keys of signed links. */
  readonly linkSecret: Secret;
  /** Where signed links lead. */
  readonly publicUrl: string;
}

/** What a channel has of its own, beside its lanes. */
export interface ChannelInfrastructure<Env extends DeliveryEnv = DeliveryEnv> {
  /** Who carries its messages, in the order in which they are tried, as its worker names them. */
  readonly providers: readonly Pick<Provider, 'name' | 'isShared'>[];
  /** What its env.ts adds to the environment of every lane. */
  readonly environment: { readonly [Name in keyof Omit<Env, keyof DeliveryEnv>]: string };
  /** Lets the lanes' function do what this channel does, and no more. */
  grantSend(lanes: LambdaFunction): void;
}

/** Builds what a channel needs beside its lanes; every `<slug>/infrastructure.ts` exports one as `build`. */
export type BuildChannel<Env extends DeliveryEnv = DeliveryEnv> = (
  scope: Construct,
  context: ChannelContext,
) => ChannelInfrastructure<Env>;
