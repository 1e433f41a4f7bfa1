using System.CommandLine;

namespace AutoRec.Examples.Compare;

/// <summary>Creates the command.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Examples (after "dotnet run -c Release --project examples/Compare --"):
          --data ml-100k --folds u1-u5 --plot compare.png
          --data ml-latest-small --repeats 5 --csv runs.csv
          --data ml-100k --folds u1-u5 --ranking --plot-lists lists.png
          --data books.csv --item-column ISBN --not-rated 0
          --train u1.base --test u1.test --models biases,mf-own,autorec

        To include ML.NET's MatrixFactorization (needs the package Microsoft.ML.Recommender):
          dotnet run -c Release --project examples/Compare -p:BuiltInMatrixFactorization=true -- --folds u1-u5

        """;

    public static RootCommand Create(CancellationToken cancellationToken)
    {
        var arguments = new CompareArguments();
        var root = new RootCommand(
            "Compares AutoRec with means, biases and matrix factorizations on the same ratings. No setting is chosen on test ratings.");
        arguments.AddTo(root);
        root.SetAction(result => new CompareCommand(arguments.Read(result, cancellationToken), cancellationToken).Run());
        HelpWithExamples.AddTo(root, Examples);
        return root;
    }
}
