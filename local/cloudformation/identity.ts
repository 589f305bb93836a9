import { createHash } from 'node:crypto';

/** What a resource is called once it exists: what `Ref` and `Fn::GetAtt` give. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a resource's identity is made of. */
export interface Unidentified {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly account: string;
  readonly region: string;
  /** Where the queues are served, without a slash at the end. */
  readonly queuesUrl: string;
  /** A property, resolved; undefined where the template has none. */
  property(name: string): unknown;
}

/** Names a resource as CloudFormation would, less the random part, so that a restart finds it again. */
export const identify = (resource: Unidentified): Identity =>
  (identities[resource.type] ?? identifyOther)(resource);

const identities: Readonly<Record<string, (resource: Unidentified) => Identity>> = {
  'AWS::SQS::Queue': (resource) => {
    const name = nameOf(resource, 'QueueName', 80);
    const url = `${resource.queuesUrl}/${resource.account}/${name}`;
    const attributes = { Arn: arn(resource, 'sqs', name), QueueName: name, QueueUrl: url };
    return { ref: url, attributes };
  },
  'AWS::DynamoDB::Table': identifyTable,
  'AWS::DynamoDB::GlobalTable': identifyTable,
  'AWS::Lambda::Function': (resource) => {
    const name = nameOf(resource, 'FunctionName', 64);
    return { ref: name, attributes: { Arn: arn(resource, 'lambda', `function:${name}`) } };
  },
  'AWS::Lambda::Version': (resource) => ({
    ref: `${functionArn(resource)}:1`,
    attributes: { Version: '1', FunctionArn: `${functionArn(resource)}:1` },
  }),
  'AWS::Lambda::Alias': (resource) => ({
    ref: `${functionArn(resource)}:${String(resource.property('Name'))}`,
    attributes: {},
  }),
  'AWS::SNS::Topic': (resource) => {
    const name = nameOf(resource, 'TopicName', 256);
    const topicArn = arn(resource, 'sns', name);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  'AWS::Scheduler::ScheduleGroup': (resource) => {
    const name = nameOf(resource, 'Name', 64);
    return { ref: name, attributes: { Arn: arn(resource, 'scheduler', `schedule-group/${name}`) } };
  },
  'AWS::SecretsManager::Secret': (resource) => {
    // Secrets Manager adds six characters, so that a secret made again is another one.
    const name = nameOf(resource, 'Name', 505);
    const secretArn = arn(
      resource,
      'secretsmanager',
      `secret:${name}-${shortId(resource).slice(0, 6)}`,
    );
    return { ref: secretArn, attributes: { Id: secretArn } };
  },
  'AWS::SES::ConfigurationSet': (resource) => ({
    ref: nameOf(resource, 'Name', 64),
    attributes: {},
  }),
  'AWS::SES::EmailIdentity': (resource) => ({
    ref: String(resource.property('EmailIdentity')),
    attributes: {},
  }),
  'AWS::ApiGateway::RestApi': (resource) => {
    const id = shortId(resource);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: `${id}-root` } };
  },
  'AWS::ApiGateway::Resource': (resource) => ({
    ref: shortId(resource),
    attributes: { ResourceId: shortId(resource) },
  }),
  'AWS::ApiGateway::Stage': (resource) => ({
    ref: String(resource.property('StageName')),
    attributes: {},
  }),
  'AWS::IAM::Role': (resource) => {
    const name = nameOf(resource, 'RoleName', 64);
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:iam::${resource.account}:role/${name}`,
        RoleId: shortId(resource),
      },
    };
  },
  'AWS::Logs::LogGroup': (resource) => {
    const name = nameOf(resource, 'LogGroupName', 512);
    return { ref: name, attributes: { Arn: arn(resource, 'logs', `log-group:${name}:*`) } };
  },
};

function identifyTable(resource: Unidentified): Identity {
  const name = nameOf(resource, 'TableName', 255);
  return { ref: name, attributes: { Arn: arn(resource, 'dynamodb', `table/${name}`) } };
}

/** What runs nowhere still has a name and an ARN, for whoever mentions them. */
function identifyOther(resource: Unidentified): Identity {
  const [, service = 'unknown', kind = 'thing'] = resource.type.toLowerCase().split('::');
  const name = `${resource.stack}-${resource.logicalId}`;
  const itsArn = arn(resource, service, `${kind}/${name}`);
  return { ref: name, attributes: { Arn: itsArn, Id: name } };
}

function nameOf(resource: Unidentified, property: string, limit: number): string {
  const given = resource.property(property);
  if (typeof given === 'string') return given;
  const name = `${resource.stack}-${resource.logicalId}`;
  return name.length <= limit ? name : `${name.slice(0, limit - 11)}-${shortId(resource)}`;
}

function functionArn(resource: Unidentified): string {
  const name = String(resource.property('FunctionName'));
  return name.startsWith('arn:') ? name : arn(resource, 'lambda', `function:${name}`);
}

function arn(resource: Unidentified, service: string, rest: string): string {
  return `arn:aws:${service}:${resource.region}:${resource.account}:${rest}`;
}

function shortId({ stack, logicalId }: Unidentified): string {
  return createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 10);
}
