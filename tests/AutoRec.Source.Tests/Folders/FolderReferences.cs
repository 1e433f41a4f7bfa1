using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoRec.Source.Tests;

/// <summary>A place in the code of one folder that names something declared in another folder.</summary>
internal sealed record FolderReference(string From, string To, string Place, string Symbol)
{
    public override string ToString() => $"{Place}: {From} uses {Symbol} of {To}";
}

/// <summary>Finds the references between the folders of a set of C# sources, as the compiler binds them.</summary>
internal static class FolderReferences
{
    private const string ProjectUsings = """
        global using Microsoft.Data.Analysis;
        global using Microsoft.ML;
        global using Microsoft.ML.Data;
        global using Microsoft.ML.Runtime;
        global using System.Numerics.Tensors;
        """;

    /// <param name="sources">The files, by paths such as "AutoRec.Core/Model/Network.cs".</param>
    public static IReadOnlyList<FolderReference> Find(IEnumerable<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)).ToList();
        var usings = CSharpSyntaxTree.ParseText(References.ImplicitUsings + ProjectUsings, options);
        var compilation = CSharpCompilation.Create("Sources", [.. trees, usings], References.All, References.LibraryOptions);

        // A name that the compiler cannot find would hide a reference.
        var unknown = compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Id is "CS0246" or "CS0103" or "CS0234");
        if (unknown is not null)
            throw new InvalidOperationException($"The sources do not compile: {unknown}");
        return [.. trees.SelectMany(tree => In(tree, compilation.GetSemanticModel(tree)))];
    }

    public static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    private static IEnumerable<FolderReference> In(SyntaxTree tree, SemanticModel model)
    {
        var from = FolderOf(tree.FilePath);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { Alias: null })
                continue;
            var info = model.GetSymbolInfo(name);
            var symbols = info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
            var line = name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            foreach (var to in symbols.SelectMany(FoldersOf).Distinct().Where(to => to != from))
                yield return new(from, to, $"{tree.FilePath}:{line}", name.ToString());
        }
    }

    private static IEnumerable<string> FoldersOf(ISymbol symbol) => symbol is INamespaceSymbol
        ? []
        : symbol.DeclaringSyntaxReferences.Select(declaration => FolderOf(declaration.SyntaxTree.FilePath));
}
