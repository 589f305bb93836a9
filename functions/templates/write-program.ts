import type { OutputMode, Program, ProgramBody, ProgramNode } from './program.ts';
import { templateLimits } from './template-limits.ts';
import {
  integer,
  known,
  ProgramError,
  quote,
  type Written,
  writeExpression,
} from './write-expression.ts';

/** How each mode is called in the code. */
const modeNames: Readonly<Record<OutputMode, string>> = {
  html: 'html',
  url: 'url',
  'url-path': 'urlPath',
  'url-query': 'urlQuery',
  css: 'css',
  'sanitized-html': 'sanitizedHtml',
  line: 'line',
};

/** Of a text that takes no longer to write than to charge for. */
const shortUnits = 500;

/** How much longer than others a mode takes for a text. */
const weights: Partial<Readonly<Record<OutputMode, number>>> = { 'sanitized-html': 8 };

/** The names that the code uses beside its own variables; runtime.ts gives them their meaning. */
export const runtimeNames = [
  ...Object.values(modeNames),
  'binary',
  'call',
  'charge',
  'concat',
  'hasOwn',
  'include',
  'isArray',
  'lengthOf',
  'noList',
  'print',
  'record',
  'sign',
  'tick',
  'tooLarge',
] as const;

/**
 * Writes a program as the body of a JavaScript function of `s` (the rendering's state) and the
 * runtime's names. It can say only what write-expression.ts and this file spell out.
 */
export const writeProgram = (program: Program): string => {
  const { code } = writeBody(program.body, 0);
  return `const {data:it,brand}=s;let o="",t,v;${code}return o;`;
};

/** Of blocks, and of expressions within them, in a program that the table gave back. */
const maxDepth = templateLimits.blockDepth + 1;

function writeBody(body: ProgramBody, depth: number): Written {
  if (depth > maxDepth) throw new ProgramError('blocks within blocks');
  const parts = body.map((node) => writeNode(node, depth));
  return {
    code: parts.map(({ code }) => code).join(''),
    cost: parts.reduce((sum, { cost }) => sum + cost, 1),
  };
}

function writeNode(node: ProgramNode, depth: number): Written {
  switch (node.kind) {
    case 'text':
      return { code: `o+=${quote(node.text)};`, cost: 1 };
    case 'output':
      return writeOutput(node);
    case 'if':
      return writeIf(node, depth);
    case 'each':
      return writeEach(node, depth);
    case 'include': {
      const values = node.values.map(({ name, value }) => {
        const { code, cost } = writeExpression(value);
        return { code: `[${quote(name)},${code}]`, cost };
      });
      const given = values.map(({ code }) => code).join(',');
      const at = integer(node.at);
      return {
        code: `s.at=${at};o+=include(${quote(node.partial)},[${given}],${at});${checkLength(at)}`,
        cost: values.reduce((sum, { cost }) => sum + cost, 20),
      };
    }
  }
}

function writeOutput({ value, mode, at }: Extract<ProgramNode, { kind: 'output' }>): Written {
  const { code, cost } = writeExpression(value);
  const write = modeNames[known(modes, mode)];
  const offset = integer(at);
  return {
    code:
      `s.at=${offset};v=${code};if(typeof v!=="string")v=print(v,${offset});` +
      // What comes to nothing, such as blanks, no limit of the output would end.
      `else if(v.length>${shortUnits})charge(s,v.length*${weights[mode] ?? 1},${offset});` +
      `o+=${write}(v);${checkLength(offset)}`,
    cost: cost + 1,
  };
}

const modes: readonly OutputMode[] = [
  'html',
  'url',
  'url-path',
  'url-query',
  'css',
  'sanitized-html',
  'line',
];

function writeIf(node: Extract<ProgramNode, { kind: 'if' }>, depth: number): Written {
  const branches = node.branches.map(({ test, body }) => ({
    test: writeExpression(test),
    body: writeBody(body, depth + 1),
  }));
  const otherwise = writeBody(node.otherwise, depth + 1);
  const code = branches.map(({ test, body }) => `if(${test.code}){${body.code}}`).join('else ');
  return {
    code: branches.length === 0 ? otherwise.code : `${code}else{${otherwise.code}}`,
    cost: branches.reduce((sum, { test, body }) => sum + test.cost + body.cost, otherwise.cost),
  };
}

function writeEach(
  { slot, list, body, at }: Extract<ProgramNode, { kind: 'each' }>,
  depth: number,
): Written {
  const listed = writeExpression(list);
  const inner = writeBody(body, depth + 1);
  const [n, offset] = [integer(slot), integer(at)];
  return {
    code:
      // An optional list that was not sent is an empty one.
      `{const l${n}=${listed.code};if(l${n}!==undefined&&l${n}!==null){` +
      `if(!isArray(l${n}))noList(${offset});` +
      `for(let i${n}=0;i${n}<l${n}.length;i${n}+=1){tick(s,${integer(inner.cost)},${offset});` +
      `const x${n}=l${n}[i${n}];${inner.code}${checkLength(offset)}}}}`,
    // What the loop does is charged as it does it.
    cost: listed.cost + 1,
  };
}

/** The longest output in bytes is also its longest in units: fewer than its bytes. */
function checkLength(at: string): string {
  return `if(o.length>${templateLimits.outputBytes})tooLarge(${at});`;
}
