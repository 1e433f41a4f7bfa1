using System.ComponentModel;
using System.Diagnostics;
using AutoRec.Examples;
using Microsoft.ML;

namespace AutoRec.Benchmarks;

/// <summary>
/// A disk that fills up: saving a model throws an error that names the file and keeps the file before; a training goes on without its
/// checkpoints. The disk is a small one in memory, which only the processes of the attack see.
/// </summary>
internal sealed class FullDiskAttack(string folder) : Attack(folder)
{
    private const int DiskLength = 256 << 10;

    private readonly SmallTraining _training = new("item-based");
    private string _digest = "";
    private byte[] _old = [];
    private long _newLength;
    private (ITransformer Model, IDataView Ratings) _trained;

    public override (int Short, int Full) Attempts => (10, 100);

    public override string[] Launcher => ["unshare", "--mount"];

    public override string? Obstacle
    {
        get
        {
            try
            {
                return Run([.. Launcher, .. Mount()]) == 0 ? null : "the system does not let this user mount a small disk (it needs root)";
            }
            catch (Win32Exception)
            {
                return $"there is no {Launcher[0]}, a Linux command";
            }
        }
    }

    private string Model => Path.Combine(Folder, "model.zip");

    private string Filler => Path.Combine(Folder, "filler");

    private string Checkpoints => Path.Combine(Folder, "checkpoints");

    public override void Prepare()
    {
        if (Run(Mount()) != 0)
            throw new InvalidOperationException($"No disk could be mounted at '{Folder}'.");
        _trained = _training.Fit();
        AtomicFile.Write(Model, file => SmallTraining.Save(file, _trained));
        (_digest, _newLength) = (ModelDigest.OfFile(Model), new FileInfo(Model).Length);
        new SmallTraining("user-based").FitTo(Model);
        _old = File.ReadAllBytes(Model);
    }

    public override AttackResult Run(int number, Random random)
    {
        File.Delete(Filler);
        File.WriteAllBytes(Model, _old);
        var left = random.Next((int)(3 * _newLength / 2));
        Fill(left);
        return number % 2 == 0 ? Save($"{left} bytes left for a model") : Train($"{left} bytes left for checkpoints");
    }

    private AttackResult Save(string what)
    {
        try
        {
            AtomicFile.Write(Model, file => SmallTraining.Save(file, _trained));
        }
        catch (IOException e)
        {
            if (!e.Message.Contains(Model, StringComparison.Ordinal))
                return new(Outcome.Wrong, $"{what}: the error does not name the file: {e.Message}");
            return File.ReadAllBytes(Model).AsSpan().SequenceEqual(_old) && Directory.GetFiles(Folder).Length == 2
                ? new(Outcome.Refused, e.Message)
                : new(Outcome.Wrong, $"{what}: the file before was changed, or another one was left");
        }

        return ModelDigest.OfFile(Model) == _digest
            ? new(Outcome.Same, what)
            : new(Outcome.Wrong, $"{what}: the model in the file is another one");
    }

    private AttackResult Train(string what)
    {
        var log = new List<string>();
        var training = _training with { Checkpoints = Checkpoints, Log = log.Add };
        if (training.FitToDigest() != _digest)
            return new(Outcome.Wrong, $"{what}: the training gave another model");
        if (Directory.Exists(Checkpoints))
            return new(Outcome.Wrong, $"{what}: the training left its checkpoints");
        return log.Find(line => line.Contains("cannot be written", StringComparison.Ordinal)) switch
        {
            null => new(Outcome.Same, what),
            { } line when line.Contains(Checkpoints, StringComparison.Ordinal) => new(Outcome.Refused, line),
            { } line => new(Outcome.Wrong, $"{what}: the log does not name the file: {line}"),
        };
    }

    /// <summary>Fills the disk up to a number of bytes.</summary>
    private void Fill(int left)
    {
        var free = new DriveInfo(Folder).AvailableFreeSpace;
        File.WriteAllBytes(Filler, new byte[Math.Max(0, free - left)]);
    }

    private string[] Mount() => ["mount", "-t", "tmpfs", "-o", $"size={DiskLength}", "tmpfs", Folder];

    private static int Run(string[] command)
    {
        using var process = Process.Start(ChildProcess.Piped(command))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
