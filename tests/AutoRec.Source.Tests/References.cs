using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoRec.Source.Tests;

/// <summary>The surroundings of code that these tests compile: all assemblies of the tests, and the SDK's implicit usings.</summary>
internal static class References
{
    public const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

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
