using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoRec.Examples;

/// <summary>Runs a command line. Ctrl+C cancels it, and wrong input is reported in one line.</summary>
internal static class ConsoleProgram
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Func<CancellationToken, RootCommand> create)
    {
        Console.OutputEncoding = Encoding.UTF8;
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // The first Ctrl+C ends the run at its next step; a second one ends it at once.
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });

        try
        {
            var command = create(cancellation.Token).Parse(args);
            if (command.Action is ParseErrorAction)
                throw new UserErrorException($"{command.Errors[0].Message} See --help.");
            return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Canceled.");
            return Interrupted;
        }
        catch (Exception e) when (IsExpected(e))
        {
            Console.Error.WriteLine($"Error: {InOneLine(e)}");
            return Failed;
        }
    }

    // Wrong input, or something missing on the system. Other exceptions are bugs, which need a stack trace.
    private static bool IsExpected(Exception e) =>
        e is UserErrorException or IOException or UnauthorizedAccessException or FormatException or InvalidDataException
            or ArgumentException or InvalidOperationException or DllNotFoundException;

    private static string InOneLine(Exception e)
    {
        var message = e.Message;
        if (e is ArgumentException { ParamName: { } parameter })
            message = message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);
        return string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
