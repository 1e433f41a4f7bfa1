using AutoRec.Tests;

namespace AutoRec.Source.Tests;

[TestClass]
public sealed class FolderOrderTests
{
    [TestMethod]
    public void Sources_EveryFolder_UsesOnlyFoldersAboveIt()
    {
        var source = Path.Combine(RepositoryFiles.Root, "src");
        var files = SourceFiles.Tracked(source, ".cs")
            .Select(file => (SourceFiles.RelativePath(source, file), File.ReadAllText(file)))
            .ToList();
        var violations = FolderOrder.Violations(files, FolderOrder.Declared);
        Assert.IsEmpty(violations, string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    [DataRow("class Early { object Field = new Late(); }", DisplayName = "a constructor")]
    [DataRow("class Early { int Field = Late.Create()[0].Value; }", DisplayName = "a static method")]
    [DataRow("class Early { int M() { var x = Source.Get(); return x.Value; } } ", DisplayName = "a member of an inferred type")]
    [DataRow("class Early<T> where T : Late;", DisplayName = "a constraint")]
    [DataRow("class Early { int M(object o) => o is Late { Value: 1 } ? 1 : 0; }", DisplayName = "a pattern")]
    public void Violations_ReferenceAgainstTheOrder_IsNamedWithItsPlace(string early)
    {
        const string late = """
            class Late { public int Value; public static Late[] Create() => []; }
            static class Source { public static Late Get() => new(); }
            """;
        var violations = FolderOrder.Violations([("A/First/Early.cs", early), ("A/Second/Late.cs", late)], ["A/First", "A/Second"]);
        Assert.IsNotEmpty(violations);
        Assert.StartsWith("A/First/Early.cs:1: A/First uses ", violations[0]);
        Assert.EndsWith(" of A/Second, which stands below it", violations[0]);
    }

    [TestMethod]
    public void Violations_Circle_IsFoundWhicheverOrderIsDeclared()
    {
        (string, string)[] circle = [("A/One/X.cs", "class X { Y? Y; }"), ("A/Two/Y.cs", "class Y { X? X; }")];
        Assert.IsNotEmpty(FolderOrder.Violations(circle, ["A/One", "A/Two"]));
        Assert.IsNotEmpty(FolderOrder.Violations(circle, ["A/Two", "A/One"]));
    }

    [TestMethod]
    public void Violations_ReferencesAlongTheOrder_AreNone() =>
        Assert.IsEmpty(FolderOrder.Violations([("A/One/X.cs", "class X;"), ("A/Two/Y.cs", "class Y { X? X; }")], ["A/One", "A/Two"]));

    [TestMethod]
    public void Violations_FolderThatIsNotDeclared_IsNamed() =>
        Assert.Contains("A/One", FolderOrder.Violations([("A/One/X.cs", "class X;")], [])[0]);
}
