using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AutoRec.Examples;

/// <summary>The usual help, and below that of the program itself some examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly RootCommand _root;
    private readonly string _examples;
    private readonly SynchronousCommandLineAction _help;

    private HelpWithExamples(RootCommand root, string examples, SynchronousCommandLineAction help) => (_root, _examples, _help) = (root, examples, help);

    public static void AddTo(RootCommand root, string examples)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(root, examples, (SynchronousCommandLineAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command == _root)
            parseResult.InvocationConfiguration.Output.WriteLine(_examples);
        return code;
    }
}
