import type { Assembly, Stack, TemplateResource } from './assembly.ts';
import { type Identity, identify } from './identity.ts';
import { resolveCondition, resolveValue, type Scope } from './resolve-value.ts';
import { runsLocally } from './resource-types.ts';

/** A resource of the app, its properties as CloudFormation would hand them to the service. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Everything that an app declares, across its stacks. */
export interface Deployment {
  readonly resources: readonly Resource[];
  /** Every output by its logical id; the later stack wins. */
  readonly outputs: ReadonlyMap<string, string>;
}

interface ResolveOptions {
  /** Where the queues are served, without a slash at the end. */
  readonly queuesUrl: string;
}

/** Resolves every resource of a synthesized app. */
export const resolveAssembly = (
  { stacks }: Assembly,
  { queuesUrl }: ResolveOptions,
): Deployment => {
  const scopes = new Map(stacks.map((stack) => [stack.name, createScope(stack)]));
  return {
    resources: stacks.flatMap((stack) => resourcesOf(stack, scopeOf(stack.name))),
    outputs: new Map(
      stacks.flatMap((stack) =>
        Object.entries(stack.template.Outputs)
          .filter(([, { Condition: name }]) => holds(name, scopeOf(stack.name)))
          .map(
            ([id, { Value }]) => [id, String(resolveValue(Value, scopeOf(stack.name)))] as const,
          ),
      ),
    ),
  };

  function scopeOf(stackName: string): StackScope {
    const scope = scopes.get(stackName);
    if (scope === undefined) throw new Error(`There is no stack ${stackName}.`);
    return scope;
  }

  function createScope(stack: Stack): StackScope {
    const { template, name, account, region } = stack;
    const identities = new Map<string, Identity>();
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`,
      'AWS::StackName': name,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const scope: StackScope = {
      identity: (logicalId) => {
        const known = identities.get(logicalId);
        if (known !== undefined) return known;
        const resource = template.Resources[logicalId];
        if (resource === undefined) throw new Error(`${name} has no ${logicalId}.`);
        const identity = identify({
          type: resource.Type,
          stack: name,
          logicalId,
          account,
          region,
          queuesUrl,
          property: (property) => resolveValue(resource.Properties[property], scope),
        });
        identities.set(logicalId, identity);
        return identity;
      },
      ref: (logicalId) => {
        if (logicalId === 'AWS::NoValue') return undefined;
        const parameter = template.Parameters[logicalId];
        if (parameter !== undefined) return parameter.Default;
        return pseudo[logicalId] ?? scope.identity(logicalId).ref;
      },
      attribute: (logicalId, attribute) => {
        const value = scope.identity(logicalId).attributes[attribute];
        if (value !== undefined) return value;
        const type = template.Resources[logicalId]?.Type;
        throw new Error(`The local cloud gives a ${type} no ${attribute} (${name}/${logicalId}).`);
      },
      importValue: (exportName) => {
        for (const other of stacks) {
          for (const { Value, Export } of Object.values(other.template.Outputs)) {
            if (Export === undefined) continue;
            const otherScope = scopeOf(other.name);
            if (resolveValue(Export.Name, otherScope) === exportName) {
              return resolveValue(Value, otherScope);
            }
          }
        }
        throw new Error(`${name} imports ${exportName}, which no stack exports.`);
      },
      stackOutput: (stackName, outputName) => {
        const other = stacks.find((candidate) => candidate.name === stackName);
        const output = other?.template.Outputs[outputName];
        if (output === undefined) throw new Error(`${stackName} has no output ${outputName}.`);
        return resolveValue(output.Value, scopeOf(stackName));
      },
      condition: (condition) => resolveCondition(template.Conditions[condition], scope),
    };
    return scope;
  }
};

interface StackScope extends Scope {
  identity(logicalId: string): Identity;
}

function resourcesOf(stack: Stack, scope: StackScope): readonly Resource[] {
  const { name, account, region, template } = stack;
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => holds(Condition, scope))
    .filter(([logicalId, { Type }]) => runsLocally(Type, `${name}/${logicalId}`))
    .map(([logicalId, resource]) => {
      const { ref, attributes } = scope.identity(logicalId);
      const properties = propertiesOf(resource, scope);
      return {
        stack: name,
        logicalId,
        type: resource.Type,
        account,
        region,
        ref,
        attributes,
        properties,
      };
    });
}

function propertiesOf(resource: TemplateResource, scope: Scope): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(resource.Properties)
      .map(([name, value]) => [name, resolveValue(value, scope)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function holds(condition: string | undefined, scope: Scope): boolean {
  return condition === undefined || scope.condition(condition);
}
