using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoRec.Source.Tests;

/// <summary>What code compiled by these tests refers to: all assemblies that the tests themselves run with.</summary>
internal static class References
{
    public static IReadOnlyList<MetadataReference> All { get; } =
        [.. AssemblyFiles().Select(file => MetadataReference.CreateFromFile(file))];

    /// <summary>For the sources of the library, which come without the assemblies that they are compiled into.</summary>
    public static CSharpCompilationOptions LibraryOptions { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    public static CSharpCompilationOptions ProgramOptions { get; } =
        new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);

    private static string[] AssemblyFiles() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
}
