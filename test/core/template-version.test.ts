import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changeRollout,
  newRelease,
  publishNext,
  type ReleaseResult,
  rollBack,
  type TemplateRelease,
  unpublish,
  versionFor,
} from '#core/template-version.ts';

const by = { at: 1_795_000_000_000, by: '123456789012:role/editor' };

const done = (result: ReleaseResult): TemplateRelease => {
  if (result.kind === 'refused') throw new Error(result.detail);
  return result.release;
};
const publish = (release: TemplateRelease, percent = 100) =>
  done(publishNext(release, percent, by));
const reason = (result: ReleaseResult) => (result.kind === 'refused' ? result.reason : undefined);
const first = publish(newRelease('WELCOME'));
const recipients = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
const inRollout = (release: TemplateRelease) =>
  new Set(recipients.filter((key) => versionFor(release, key) === release.rollout?.version));

describe('a release', () => {
  test('sends nothing before the first publish', () => {
    expect(versionFor(newRelease('WELCOME'), 'user-1')).toBeUndefined();
  });

  test('publishes the first version to everybody, whatever the percent', () => {
    expect(publish(newRelease('WELCOME'), 10)).toMatchObject({
      publishedVersion: 1,
      latestVersion: 1,
    });
  });

  test('remembers who did what, and when', () => {
    expect(publish(first, 25).history).toEqual([
      { action: 'PUBLISH', version: 1, ...by },
      { action: 'START_ROLLOUT', version: 2, percent: 25, ...by },
    ]);
  });

  test('keeps the last hundred entries of its history', () => {
    const many = Array.from({ length: 150 }).reduce<TemplateRelease>(
      (release) => publish(release),
      first,
    );
    expect(many.history).toHaveLength(100);
    expect(many.history.at(-1)?.version).toBe(151);
  });
});

describe('a rollout', () => {
  test('reaches its share of the recipients', () => {
    for (const percent of [1, 10, 50]) {
      const share = inRollout(publish(first, percent)).size / recipients.length;
      expect(Math.abs(share * 100 - percent)).toBeLessThan(1);
    }
  });

  test('keeps whom it has reached while it grows', () => {
    const small = publish(first, 10);
    const large = done(changeRollout(small, 30, by));
    const reached = inRollout(large);
    expect([...inRollout(small)].filter((key) => !reached.has(key))).toEqual([]);
  });

  test('reaches others with the next version', () => {
    const second = publish(first, 10);
    const third = publish(second, 10);
    const reached = inRollout(third);
    const both = [...inRollout(second)].filter((key) => reached.has(key)).length;
    expect(both / recipients.length).toBeLessThan(0.02);
    expect(both).toBeGreaterThan(0);
  });

  test('at 100 percent is published, at 0 percent is over', () => {
    const rolling = publish(first, 10);
    expect(done(changeRollout(rolling, 100, by))).toMatchObject({ publishedVersion: 2 });
    expect(done(changeRollout(rolling, 100, by)).rollout).toBeUndefined();
    const stopped = done(changeRollout(rolling, 0, by));
    expect(stopped).toMatchObject({ publishedVersion: 1, latestVersion: 2 });
    expect(stopped.rollout).toBeUndefined();
  });

  test('to nobody keeps a version that nobody gets', () => {
    const kept = publish(first, 0);
    expect(kept).toMatchObject({ publishedVersion: 1, latestVersion: 2 });
    expect(kept.rollout).toBeUndefined();
    expect(kept.history.at(-1)).toEqual({ action: 'KEEP_VERSION', version: 2, ...by });
  });

  test.each([-1, 101, Number.NaN])('to %s percent cannot be published', (percent) => {
    expect(reason(publishNext(first, percent, by))).toBe('INVALID_PERCENT');
  });

  test('that is not there cannot be changed', () => {
    expect(reason(changeRollout(first, 50, by))).toBe('NO_ROLLOUT');
  });
});

describe('rolling back', () => {
  const third = publish(publish(first));

  test('goes to the version that was published before, and then to the one before that', () => {
    const once = done(rollBack(third, undefined, by));
    expect(once.publishedVersion).toBe(2);
    const twice = done(rollBack(once, undefined, by));
    expect(twice.publishedVersion).toBe(1);
    expect(reason(rollBack(twice, undefined, by))).toBe('NOTHING_TO_ROLL_BACK_TO');
  });

  test('skips versions that never were for everybody', () => {
    const stopped = done(changeRollout(publish(first, 10), 0, by));
    const next = publish(stopped);
    expect(done(rollBack(next, undefined, by)).publishedVersion).toBe(1);
  });

  test('from a rollout leaves what is published', () => {
    const back = done(rollBack(publish(third, 10), undefined, by));
    expect(back).toMatchObject({ publishedVersion: 3, latestVersion: 4 });
    expect(back.rollout).toBeUndefined();
  });

  test('ends a rollout, and deletes nothing', () => {
    const back = done(rollBack(publish(third, 10), 1, by));
    expect(back).toMatchObject({ publishedVersion: 1, latestVersion: 4 });
    expect(back.rollout).toBeUndefined();
    expect(publish(back)).toMatchObject({ publishedVersion: 5 });
  });

  test.each([0, 4, 1.5, -1])('to version %s, which does not exist, is refused', (version) => {
    expect(reason(rollBack(third, version, by))).toBe('NO_SUCH_VERSION');
  });
});

describe('taking back', () => {
  test('sends nothing to anybody, whatever was under way, and says who did it', () => {
    const back = done(unpublish(publish(first, 10), by));
    expect(versionFor(back, 'user-1')).toBeUndefined();
    expect(back.rollout).toBeUndefined();
    expect(back.history.at(-1)).toEqual({ action: 'UNPUBLISH', version: 1, ...by });
  });

  test('deletes nothing: the next version is the next, and a rollback revives the last', () => {
    const back = done(unpublish(publish(first), by));
    expect(publish(back, 10)).toMatchObject({ publishedVersion: 3, latestVersion: 3 });
    expect(done(rollBack(back, undefined, by)).publishedVersion).toBe(2);
  });

  test('what is not published is refused', () => {
    const back = done(unpublish(first, by));
    expect(reason(unpublish(back, by))).toBe('NOTHING_PUBLISHED');
    expect(reason(unpublish(newRelease('WELCOME'), by))).toBe('NOTHING_PUBLISHED');
  });
});

test('whatever is done, every recipient gets a version that was released', () => {
  const step = fc.oneof(
    fc
      .integer({ min: 1, max: 100 })
      .map((percent) => (r: TemplateRelease) => publishNext(r, percent, by)),
    fc
      .integer({ min: 0, max: 100 })
      .map((percent) => (r: TemplateRelease) => changeRollout(r, percent, by)),
    fc
      .option(fc.integer({ min: 1, max: 9 }), { nil: undefined })
      .map((to) => (r: TemplateRelease) => rollBack(r, to, by)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.string(), (steps, key) => {
      let release = first;
      for (const take of steps) {
        const result = take(release);
        if (result.kind === 'released') release = result.release;
      }
      const version = versionFor(release, key) ?? 0;
      expect([release.publishedVersion, release.rollout?.version]).toContain(version);
      expect(version).toBeLessThanOrEqual(release.latestVersion);
      expect(versionFor(release, key)).toBe(version);
    }),
  );
});
