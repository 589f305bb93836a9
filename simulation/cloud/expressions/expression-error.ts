/** DynamoDB refuses the request as it is written: a defect in the product, never a fault. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** What cannot be read here is told as loudly as what DynamoDB would refuse. */
export function parsed<Tree>(text: string, parse: (text: string) => Tree): Tree {
  try {
    return parse(text);
  } catch (cause) {
    throw new ExpressionError(`${text} cannot be read`, { cause });
  }
}
