using System.Xml.Linq;

namespace AutoRec.Tests;

/// <summary>Alarms when ML.NET drifts: every reference resolves, and the internals in use are those listed.</summary>
[TestClass]
public sealed class MLNetBorderTests
{
    private const string Transforms = "AutoRec.Transforms";
    private const string Estimator = "AutoRec.Estimator";

    [TestMethod]
    [DataRow(Transforms)]
    [DataRow(Estimator)]
    public void References_ToMLNet_AllResolve(string assembly)
    {
        using var references = Open(assembly);
        var all = references.ResolveAll().ToArray();
        Assert.IsEmpty(all.Where(reference => reference.Target is null).Select(reference => reference.Description));
        Assert.IsGreaterThan(10, all.Length);
    }

    [TestMethod]
    public void References_ToInternals_AreThoseListed()
    {
        var used = new HashSet<string>();
        foreach (var assembly in new[] { Transforms, Estimator })
        {
            using var references = Open(assembly);
            used.UnionWith(references.NonPublic());
        }

        Assert.AreSequenceEqual(ListedInBorder(), used, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    [DataRow(Transforms)]
    [DataRow(Estimator)]
    public void Uses_OfInternals_AreInTheInteropFolders(string assembly)
    {
        using var references = Open(assembly);
        var users = references.UsersOfNonPublic().ToArray();
        Assert.IsEmpty(users.Where(user => !user.SourceFile.Replace('\\', '/').Contains("/Interop/", StringComparison.Ordinal)));
        if (assembly == Transforms)
            Assert.IsGreaterThan(4, users.Length);
    }

    private static MLNetReferences Open(string assembly) =>
        new(Path.Combine(RepositoryFiles.OutputOf($"src/{assembly}"), $"{assembly}.dll"));

    private static string[] ListedInBorder()
    {
        using var stream = typeof(MLNetBorderTests).Assembly.GetManifestResourceStream("MLNetBorder.props")!;
        return [.. XDocument.Load(stream).Descendants("Publicize").Select(item => item.Attribute("Include")!.Value)];
    }
}
