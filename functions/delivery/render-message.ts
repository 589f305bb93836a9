import type { LoadRenderer } from '#functions/stored-templates/load-renderer.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { toRenderRequest } from './to-render-request.ts';

/** Renders a message by its own version of its template, or says that there is none any more. */
export const createRenderMessage =
  (load: LoadRenderer): DeliverDeps['render'] =>
  async (message, links) => {
    const render = await load(message.request);
    if (render !== undefined) return render({ ...toRenderRequest(message), ...links });
    const { templateId, template } = message.request;
    const detail = `${templateId} has no version ${template?.version ?? 1} any more`;
    return { kind: 'failed', reason: 'TEMPLATE_GONE', detail };
  };
