import * as z from 'zod';
import {
  createRenderer,
  type Render,
  type Rendered,
  type RenderOwnSource,
  type RenderRequest,
  SourceFailure,
} from '#functions/delivery/render.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import type { createEngine, RenderableVersion } from './engine.ts';
import { fieldFault, fieldsAtFault } from './field-fault.ts';
import { withMadeFields } from './with-made-fields.ts';

/** Makes a version ready to render; once per container, for what it compiles it keeps. */
export type PrepareVersion = (version: RenderableVersion) => Promise<Render>;

/** Data has been checked at the door; what it was checked by is none of a lane's business. */
const checkedData = z.record(z.string(), z.unknown());

/** Renders versions on the same stationery as templates in code. */
export const createPrepareVersion = (stationery: Stationery): PrepareVersion => {
  let engine: Promise<ReturnType<typeof createEngine>> | undefined;
  return async (version) => {
    engine ??= import('./engine.ts').then((loaded) => loaded.createEngine(stationery));
    const run = await (await engine)(version);
    const renderOwnSource: RenderOwnSource = (format, source, request) => {
      const result = run(format, source, request);
      if (result.kind === 'failed') throw new SourceFailure(result.message);
      return result.text;
    };
    const { templateId, body } = version;
    const { category, sample, messages } = body;
    const content = withMadeFields(body.content);
    const own = { category, sample, content, messages, dataSchema: checkedData };
    const templates = new Map([[templateId, { id: templateId, ...own }]]);
    const render = createRenderer(templates, stationery, renderOwnSource);
    return (request) => withSoundFields(request, render(request));
  };
};

/** A link may come from data, which the door does not know for one. */
function withSoundFields({ templateId, channel }: RenderRequest, rendered: Rendered): Rendered {
  if (rendered.kind === 'failed') return rendered;
  for (const field of fieldsAtFault) {
    const value = rendered.content[field];
    const fault = value === undefined ? undefined : fieldFault(field, value);
    if (fault === undefined) continue;
    return { kind: 'failed', detail: `${templateId} for ${channel}: ${field} ${fault.why}` };
  }
  return rendered;
}
