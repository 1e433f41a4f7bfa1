using System.Reflection;
using System.Xml.Linq;
using AutoRec.Tests;

namespace AutoRec.Source.Tests;

[TestClass]
public sealed class PackageReferenceTests
{
    [TestMethod]
    [DataRow("AutoRec.Core", "System.Numerics.Tensors")]
    [DataRow("AutoRec.Transforms", "AutoRec.Core CsvHelper Microsoft.ML")]
    [DataRow("AutoRec.Estimator", "AutoRec.Core AutoRec.Transforms TorchSharp")]
    [DataRow("AutoRec.DataFrames", "AutoRec.Core Microsoft.Data.Analysis Microsoft.ML")]
    [DataRow("AutoRec.Mpi", "AutoRec.Core")]
    [DataRow("AutoRec.Hosting", "AutoRec.Transforms Microsoft.Extensions.Hosting.Abstractions")]
    public void Project_References_AreTheDeclaredOnes(string project, string expected)
    {
        var file = XDocument.Load(Path.Combine(RepositoryFiles.Root, "src", project, $"{project}.csproj"));
        var references = file.Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference")
            .Where(element => element.Attribute("PrivateAssets")?.Value != "all")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Split('/')[^1] + ".x"))
            .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? name[..^".csproj".Length] : name);
        Assert.AreEqual(expected, string.Join(' ', references.Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Core_CompiledAssembly_ReferencesNothingOfMLNetOrTorchSharp()
    {
        var references = Assembly.Load("AutoRec.Core").GetReferencedAssemblies().Select(name => name.Name!);
        Assert.IsEmpty(references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).ToList());
    }
}
