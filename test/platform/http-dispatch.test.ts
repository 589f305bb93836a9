import { expect, test } from 'vitest';
import * as z from 'zod';
import { createDispatch } from '#platform/http-dispatch.ts';
import { type HttpRequest, route } from '#platform/route.ts';

const request = (over: Partial<HttpRequest>): HttpRequest => ({
  method: 'GET',
  path: '/',
  headers: { 'content-type': 'application/json; charset=utf-8' },
  query: {},
  body: '',
  caller: '1/Orders',
  requestId: 'r-1',
  ...over,
});

const shared = { summary: '', answers: {}, problems: [] } as const;
const routes = [
  route<undefined, { readonly id: string }>({
    ...shared,
    method: 'GET',
    path: '/things/{id}',
    operationId: 'getThing',
    params: z.object({ id: z.string() }),
    handle: async ({ params }) => ({ status: 200, body: params }),
  }),
  route<undefined, unknown, unknown, { readonly name: string }>({
    ...shared,
    method: 'PUT',
    path: '/things/{id}',
    operationId: 'putThing',
    body: z.strictObject({ name: z.string() }),
    handle: async ({ body }) => ({ status: 200, body }),
  }),
];
const dispatch = createDispatch(routes, [
  { method: 'POST', path: '/door' },
  { method: 'POST', path: '/things/door' },
]);

test('decodes what a path carries', async () => {
  const response = await dispatch(request({ path: '/things/a%20b%3A1' }), undefined);
  expect(response.body).toEqual({ id: 'a b:1' });
});

test.each([
  ['GET', '/nowhere', 'NOT_FOUND', undefined],
  ['GET', '/things/%zz', 'NOT_FOUND', undefined],
  ['DELETE', '/things/1', 'METHOD_NOT_ALLOWED', 'GET, PUT'],
  ['GET', '/door', 'METHOD_NOT_ALLOWED', 'POST'],
  ['GET', '/things/door', 'METHOD_NOT_ALLOWED', 'POST'],
])('%s %s is %s', async (method, path, code, allow) => {
  await expect(dispatch(request({ method, path }), undefined)).rejects.toMatchObject({
    code,
    headers: allow === undefined ? {} : { allow },
  });
});

test.each([
  ['{"name": 1}', 'INVALID_REQUEST', [{ pointer: '/name', code: 'INVALID_VALUE' }]],
  ['{}', 'INVALID_REQUEST', [{ pointer: '/name', code: 'MISSING_FIELD' }]],
  ['{"name": "a", "x/y": 1}', 'INVALID_REQUEST', [{ pointer: '/x~1y', code: 'UNKNOWN_FIELD' }]],
  ['{"name":', 'MALFORMED_JSON', []],
])('a body of %s is %s', async (body, code, errors) => {
  const wrong = dispatch(request({ method: 'PUT', path: '/things/1', body }), undefined);
  await expect(wrong).rejects.toMatchObject({ code, errors });
});

test('a body that nests without end is refused before anything recurses over it', async () => {
  const body = `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  const wrong = dispatch(request({ method: 'PUT', path: '/things/1', body }), undefined);
  await expect(wrong).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'The body nests deeper than 100 levels.',
  });
});

test('says which content type it takes', async () => {
  const headers = { 'content-type': 'text/plain' };
  const wrong = dispatch(
    request({ method: 'PUT', path: '/things/1', headers, body: '{}' }),
    undefined,
  );
  await expect(wrong).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
});
