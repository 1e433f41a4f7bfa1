using AutoRec.Source.Tests;
using AutoRec.Tests;

namespace AutoRec.Packages.Tests;

/// <summary>The program of a package's README, as a project that references packages only.</summary>
internal sealed class ReadmeProgram(string name, string readme, string[] frameworks, params string[] packages)
{
    public static readonly ReadmeProgram Trainer = new("Trainer", "src/AutoRec.Estimator", ["net10.0", "net8.0"], "AutoRec.MLNet");

    public static readonly ReadmeProgram Scorer =
        new("Scorer", "src/AutoRec.Transforms", ["net10.0", "net8.0"], "AutoRec.MLNet.Transforms");

    public static readonly ReadmeProgram Frames =
        new("Frames", "src/AutoRec.DataFrames", ["net10.0"], "AutoRec.MLNet", "AutoRec.MLNet.DataFrames");

    public static readonly ReadmeProgram NativeScorer =
        new("NativeScorer", "src/AutoRec.Core", ["net10.0"], "AutoRec.MLNet.Core") { IsNative = true };

    public static readonly IReadOnlyList<ReadmeProgram> All = [Trainer, Scorer, Frames, NativeScorer];

    private readonly MarkdownProgram _program = MarkdownPrograms.Read($"{readme}/README.md").Single();

    /// <summary>Whether the program is published with Native AOT.</summary>
    public bool IsNative { get; private init; }

    public string Project => Path.Combine(PackageFeed.FolderOf(name), $"{name}.csproj");

    /// <summary>The lines that the README shows.</summary>
    public string[] ExpectedLines => _program.Output!.Split('\n');

    public string OutputOf(string framework) => Path.Combine(PackageFeed.FolderOf(name), "bin", "Release", framework);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var references = packages.Select(package => $"""<PackageReference Include="{package}" Version="{PackageFeed.Version}" />""");
        Directory.CreateDirectory(PackageFeed.FolderOf(name));
        await File.WriteAllTextAsync(Path.Combine(PackageFeed.FolderOf(name), "Program.cs"), _program.Code, cancellationToken);
        await File.WriteAllTextAsync(
            Project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>{string.Join(';', frameworks)}</TargetFrameworks>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NoWarn>NU1603</NoWarn>
                <PublishAot>{IsNative}</PublishAot>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """,
            cancellationToken);
    }

    /// <summary>Runs the built program, for an earlier .NET on this one where the earlier is absent, and returns its lines.</summary>
    public Task<string[]> RunAsync(string framework, string folder, CancellationToken cancellationToken) => ProcessRun.LinesAsync(
        "dotnet",
        ["exec", "--roll-forward", "Major", Path.Combine(OutputOf(framework), $"{name}.dll")],
        cancellationToken,
        folder: folder);
}
