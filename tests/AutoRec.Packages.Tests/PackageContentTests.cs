using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AutoRec.Tests;

namespace AutoRec.Packages.Tests;

[TestClass]
public sealed partial class PackageContentTests
{
    private static readonly string[] Frameworks = ["net8.0", "net10.0"];

    // As the specification of portable PDBs defines it.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public required TestContext TestContext { get; init; }

    public static IEnumerable<(string Package, string Assembly)> Assemblies =>
    [
        ("AutoRec.MLNet", "AutoRec.Estimator"),
        ("AutoRec.MLNet.Transforms", "AutoRec.Transforms"),
        ("AutoRec.MLNet.Core", "AutoRec.Core"),
        ("AutoRec.MLNet.DataFrames", "AutoRec.DataFrames"),
        ("AutoRec.MLNet.Mpi", "AutoRec.Mpi"),
        ("AutoRec.MLNet.Hosting", "AutoRec.Hosting"),
    ];

    public static IEnumerable<string> Packages => Assemblies.Select(built => built.Package).Append("AutoRec.MLNet.Templates");

    [TestMethod]
    [DataRow("AutoRec.MLNet", "AutoRec.MLNet.Core AutoRec.MLNet.Transforms TorchSharp")]
    [DataRow("AutoRec.MLNet.Transforms", "AutoRec.MLNet.Core CsvHelper Microsoft.ML")]
    [DataRow("AutoRec.MLNet.Core", "System.Numerics.Tensors")]
    [DataRow("AutoRec.MLNet.DataFrames", "AutoRec.MLNet.Core Microsoft.Data.Analysis Microsoft.ML")]
    [DataRow("AutoRec.MLNet.Mpi", "AutoRec.MLNet.Core")]
    [DataRow("AutoRec.MLNet.Hosting", "AutoRec.MLNet.Transforms Microsoft.Extensions.Hosting.Abstractions")]
    public void Package_BothFrameworks_HaveTheDocumentedDependencies(string package, string dependencies)
    {
        using var archive = Open(package);
        var groups = Metadata(archive).Descendants().Where(element => element.Name.LocalName == "group").ToDictionary(
            group => group.Attribute("targetFramework")!.Value,
            group => string.Join(' ', group.Elements().Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal)));
        Assert.HasCount(2, groups);
        Assert.AreEqual(dependencies, groups["net8.0"]);
        Assert.AreEqual(dependencies, groups["net10.0"]);
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void Package_Metadata_NamesIconReadmeLicenceAndReleaseNotes(string package)
    {
        using var archive = Open(package);
        var metadata = Metadata(archive).Elements().ToDictionary(element => element.Name.LocalName);
        Assert.AreEqual("MIT", metadata["license"].Value);
        Assert.AreEqual(metadata["repository"].Attribute("url")!.Value + "/blob/main/CHANGELOG.md", metadata["releaseNotes"].Value);
        Assert.AreEqual((128, 128), PngSize(Read(archive, metadata["icon"].Value)));
        Assert.IsNotEmpty(Read(archive, metadata["readme"].Value));
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void Readme_EveryLink_IsAbsolute(string package)
    {
        using var archive = Open(package);
        using var reader = new StreamReader(new MemoryStream(Read(archive, "README.md")));
        var links = Link().Matches(reader.ReadToEnd()).Select(match => match.Groups["target"].Value).ToList();
        Assert.IsNotEmpty(links);
        Assert.IsEmpty(links.Where(link => !link.StartsWith("https://", StringComparison.Ordinal)).ToList());
    }

    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void Assembly_OfEachFramework_HasDocumentationAndSymbolsWithoutThePathOfTheRepository(string package, string assembly)
    {
        using var archive = Open(package);
        foreach (var framework in Frameworks)
        {
            Assert.IsNotEmpty(Read(archive, $"lib/{framework}/{assembly}.dll"));
            Assert.IsNotEmpty(Read(archive, $"lib/{framework}/{assembly}.xml"));
            using var symbols = OpenSymbols(package, assembly, framework);
            var reader = symbols.GetMetadataReader();
            var sources = reader.Documents.Select(source => reader.GetString(reader.GetDocument(source).Name)).ToList();
            Assert.IsNotEmpty(sources);
            Assert.IsEmpty(sources.Where(source => source.StartsWith(RepositoryFiles.Root, StringComparison.Ordinal)).ToList());
        }
    }

    /// <remarks>
    /// SourceLink takes the address of the sources from the clone's origin, not from <c>RepositoryUrl</c>, which is a placeholder
    /// until the project has an address. The .NET SDK knows the hosts below. A clone of a folder has no address, so its symbols
    /// must not have links.
    /// </remarks>
    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public async Task Symbols_OriginAtAKnownHost_LinkToTheSources(string package, string assembly)
    {
        string[] remotes = Path.Exists(Path.Combine(RepositoryFiles.Root, ".git"))
            ? await ProcessRun.LinesAsync("git", ["-C", RepositoryFiles.Root, "remote", "--verbose"], TestContext.CancellationToken)
            : [];
        var isAtKnownHost = remotes.Any(remote => OriginAtKnownHost().IsMatch(remote));
        foreach (var framework in Frameworks)
        {
            using var symbols = OpenSymbols(package, assembly, framework);
            var reader = symbols.GetMetadataReader();
            string[] links = [.. reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == SourceLink)
                .Select(information => Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)))];
            Assert.HasCount(isAtKnownHost ? 1 : 0, links);
            Assert.IsTrue(links.All(link => link.Contains("\":\"https://", StringComparison.Ordinal)), string.Concat(links));
        }
    }

    private static MetadataReaderProvider OpenSymbols(string package, string assembly, string framework)
    {
        using var archive = Open(package, "snupkg");
        return MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Read(archive, $"lib/{framework}/{assembly}.pdb")));
    }

    private static ZipArchive Open(string package, string extension = "nupkg") =>
        ZipFile.OpenRead(PackageFeed.FileOf(package, extension));

    private static XElement Metadata(ZipArchive archive)
    {
        var nuspec = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal));
        using var stream = nuspec.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static byte[] Read(ZipArchive archive, string path)
    {
        var entry = archive.GetEntry(path);
        Assert.IsNotNull(entry, $"The package has no {path}.");
        using var stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Width and height, which follow the signature and the name of the first chunk.</summary>
    private static (int Width, int Height) PngSize(ReadOnlySpan<byte> png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));

    [GeneratedRegex(@"\]\((?<target>[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^origin\s.*[/@.](github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]")]
    private static partial Regex OriginAtKnownHost();
}
