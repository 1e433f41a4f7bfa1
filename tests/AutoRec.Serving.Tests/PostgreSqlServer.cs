using System.Diagnostics;
using Npgsql;

namespace AutoRec.Tests;

/// <summary>A PostgreSQL server in a temporary folder, reached by a Unix socket in it.</summary>
internal sealed class PostgreSqlServer : IDisposable
{
    public const string Root = "/usr/lib/postgresql";

    // PostgreSQL refuses root; the package has made this user.
    private const string User = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-postgresql-").FullName;
    private int _databases;
    private bool _isStopped;

    public PostgreSqlServer()
    {
        if (Environment.IsPrivilegedProcess)
            Run("chown", User, _folder);
        RunProgram("initdb", "--pgdata", Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--no-instructions");
        RunProgram("pg_ctl", "start", "--wait", "--pgdata", Data, "--log", Path.Combine(_folder, "log"), "--options",
            $"-c listen_addresses= -c unix_socket_directories={_folder}");
    }

    /// <summary>The folder of the newest version's programs; null if none is installed.</summary>
    public static string? Binaries { get; } = !Directory.Exists(Root) ? null : Directory.EnumerateDirectories(Root)
        .Select(version => Path.Combine(version, "bin"))
        .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
        .Order(StringComparer.Ordinal)
        .LastOrDefault();

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        var name = $"serving{_databases++}";
        using var source = NpgsqlDataSource.Create(ConnectionTo(User));
        using var command = source.CreateCommand($"CREATE DATABASE {name}");
        command.ExecuteNonQuery();
        return ConnectionTo(name);
    }

    public void Stop()
    {
        if (!_isStopped)
            RunProgram("pg_ctl", "stop", "--mode", "immediate", "--pgdata", Data);
        _isStopped = true;
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionTo(string database) => $"Host={_folder};Username={User};Database={database}";

    private void RunProgram(string name, params string[] arguments)
    {
        var program = Path.Combine(Binaries!, name);
        if (Environment.IsPrivilegedProcess)
            Run("runuser", ["-u", User, "--", program, .. arguments]);
        else
            Run(program, arguments);
    }

    private void Run(string program, params string[] arguments)
    {
        // Its output goes nowhere: the server inherits it and would keep a pipe open.
        string[] silently = ["-c", "exec \"$@\" > /dev/null 2>&1", "sh"];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [.. silently, program, .. arguments])
        {
            WorkingDirectory = _folder,
        })!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}");
    }
}
