import { readAppData } from '#functions/channels/push/app-data.ts';
import { linkFields, unsafeLink } from './unsafe-link.ts';

/** What is wrong with a field as it was rendered; `why` follows the field's name. */
interface FieldFault {
  readonly code: 'UNSAFE_LINK' | 'INVALID_DATA';
  readonly why: string;
}

/** The fields that anything can be wrong with; a mail has none of them. */
export const fieldsAtFault = [...linkFields, 'data'] as const;

/** Why a rendered field may not go out, whatever made it so; undefined where it may. */
export const fieldFault = (field: string, value: string): FieldFault | undefined => {
  const unsafe = unsafeLink(field, value);
  if (unsafe !== undefined) return { code: 'UNSAFE_LINK', why: unsafe };
  const data = field === 'data' ? readAppData(value) : undefined;
  return data?.kind === 'wrong' ? { code: 'INVALID_DATA', why: data.detail } : undefined;
};
