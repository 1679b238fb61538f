import {
  Application,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  TSConfigReader,
} from "typedoc";
import { beforeAll, describe, expect, test } from "vitest";

// `npm run docs` with the options of tsconfig.json, but for the pages.
describe("the reference", () => {
  let app: Application;
  let project: ProjectReflection;
  beforeAll(async () => {
    app = await Application.bootstrap({ tsconfig: "tsconfig.json", skipErrorChecking: true }, [
      new TSConfigReader(),
    ]);
    const converted = await app.convert();
    if (converted === undefined) throw new Error("TypeDoc made nothing of src/index.ts.");
    project = converted;
    app.validate(project);
  }, 120_000);

  test("is made without a warning: every link leads somewhere, every type that is named is exported", () => {
    expect([app.logger.errorCount, app.logger.warningCount]).toEqual([0, 0]);
  });

  test("documents everything, fields too", () => {
    const documented = ReflectionKind.SomeExport | ReflectionKind.SomeMember | ReflectionKind.Constructor;
    const bare = project
      .getReflectionsByKind(documented)
      .filter((reflection) => !withinType(reflection as DeclarationReflection))
      .filter((reflection) => !hasText(reflection as DeclarationReflection));
    expect(bare.map((reflection) => reflection.getFullName())).toEqual([]);
  });

  test("has a place for every export among the categories, in their order", () => {
    const named = app.options.getValue("categoryOrder");
    const titles = project.categories?.map(({ title }) => title) ?? [];
    expect(titles.length).toBeGreaterThan(8);
    expect(titles).toEqual(named.filter((title) => titles.includes(title)));
  });

  test("has a start page", () => {
    expect(project.comment?.hasVisibleComponent()).toBe(true);
  });
});

/** Part of a type that is written out where it is used: told by what it is part of. */
function withinType(reflection: DeclarationReflection): boolean {
  const { parent } = reflection;
  return (
    parent !== undefined &&
    (parent.kindOf(ReflectionKind.TypeLiteral) || withinType(parent as DeclarationReflection))
  );
}

function hasText(reflection: DeclarationReflection): boolean {
  const { signatures, getSignature, type } = reflection;
  const own = [reflection, ...(signatures ?? []), ...(getSignature ? [getSignature] : [])];
  if (type?.type === "reflection")
    own.push(...((type.declaration.signatures ?? []) as typeof signatures & object));
  return own.some(({ comment }) => comment?.hasVisibleComponent());
}
