using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AutoRec.Examples;

/// <summary>The usual help. For the root command it adds headings of groups of options, and examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly RootCommand _root;
    private readonly string _examples;
    private readonly (string Heading, Option First)[] _groups;
    private readonly SynchronousCommandLineAction _help;

    private HelpWithExamples(
        RootCommand root, string examples, (string Heading, Option First)[] groups, SynchronousCommandLineAction help) =>
        (_root, _examples, _groups, _help) = (root, examples, groups, help);

    /// <param name="root">The command.</param>
    /// <param name="examples">The text below the help.</param>
    /// <param name="groups">The heading of each group of options, and its first option.</param>
    public static void AddTo(RootCommand root, string examples, params (string Heading, Option First)[] groups)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(root, examples, groups, (SynchronousCommandLineAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command != _root)
            return _help.Invoke(parseResult);

        // System.CommandLine has no groups, so the headings are inserted into its text.
        var output = parseResult.InvocationConfiguration.Output;
        using var help = new StringWriter { NewLine = output.NewLine };
        parseResult.InvocationConfiguration.Output = help;
        var code = _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        var text = help.ToString();
        foreach (var (heading, first) in _groups)
        {
            var line = $"{output.NewLine}  {first.Name} ";
            text = text.Replace(line, $"{output.NewLine}{output.NewLine} {heading}:{line}");
        }

        output.Write(text);
        output.WriteLine(_examples);
        return code;
    }
}
