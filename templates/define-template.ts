import type * as z from 'zod';
import type { TemplateDeclaration } from '#core/template.ts';

/**
 * Declares a template; that its sample has the schema's shape is checked by the compiler, that it
 * also satisfies the schema's refinements by test/templates.
 *
 * @example
 * export const orderShipped = defineTemplate({
 *   id: 'ORDER_SHIPPED',
 *   category: 'orders',
 *   dataSchema: z.strictObject({ orderId: z.string().min(1) }),
 *   sample: { orderId: '12345' },
 * });
 */
export const defineTemplate = <Schema extends z.ZodType<Record<string, unknown>>>(
  declaration: TemplateDeclaration & {
    readonly dataSchema: Schema;
    readonly sample: z.output<Schema>;
  },
): TemplateDeclaration => declaration;
