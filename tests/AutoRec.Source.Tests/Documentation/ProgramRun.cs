using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoRec.Source.Tests;

/// <summary>Compiles a program and runs it in this process.</summary>
internal static class ProgramRun
{
    /// <summary>Runs the program and returns its output, without the end of the last line.</summary>
    /// <param name="sources">The program's files; one has top-level statements.</param>
    /// <param name="folder">The current folder of the program, and that of downloaded releases.</param>
    public static string Output(string folder, params string[] sources)
    {
        var program = Compile([References.ImplicitUsings, .. sources]);
        var (before, console) = (Environment.CurrentDirectory, Console.Out);
        using var output = new StringWriter { NewLine = "\n" };
        Environment.CurrentDirectory = folder;
        Environment.SetEnvironmentVariable("AUTOREC_CACHE", folder);
        Console.SetOut(output);
        try
        {
            program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        catch (TargetInvocationException exception)
        {
            throw new InvalidOperationException($"The program threw an exception:\n{sources[^1]}", exception.InnerException);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            Environment.SetEnvironmentVariable("AUTOREC_CACHE", null);
        }

        return output.ToString().TrimEnd();
    }

    private static Assembly Compile(IEnumerable<string> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"Documented{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, options)),
            References.All,
            References.ProgramOptions);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.IsTrue(result.Success, $"The program does not compile:\n{string.Join('\n', result.Diagnostics)}\n{sources.Last()}");
        return Assembly.Load(stream.ToArray());
    }
}
