using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AutoRec.Downloads;

namespace AutoRec.Datasets;

/// <summary>Downloads releases into a folder. A release that is there is complete, and needs no network.</summary>
/// <param name="folder">The folder of the releases; see <see cref="FolderOfUser"/>.</param>
/// <param name="patience">The longest time without a byte from the server.</param>
/// <param name="log">Takes the terms of use, the progress and other news, line by line.</param>
/// <param name="cancellationToken">Ends a download; the next one continues it.</param>
internal sealed partial class ReleaseCache(string folder, TimeSpan patience, Action<string> log, CancellationToken cancellationToken)
{
    public const string Variable = "AUTOREC_CACHE";

    private const int MaxMd5Bytes = 1000;

    /// <summary>Less than ten seconds, so that a call without a network fails before they are over.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(8);

    /// <summary>The folder that the environment variable names, or one below the folder of the user's local data.</summary>
    public static string FolderOfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathRooted(data)
            ? Path.Combine(data, "AutoRec", "MovieLens")
            : throw new InvalidOperationException(
                $"The user has no folder for local data. Pass the folder to download to, or name it in the variable {Variable}.");
    }

    /// <summary>Returns the folder of the release, and downloads it if necessary.</summary>
    /// <exception cref="IOException">The release cannot be downloaded or written.</exception>
    /// <exception cref="InvalidDataException">The archive has another checksum than the published one, or cannot be unpacked.</exception>
    public string Get(ReleaseZip release)
    {
        var path = Path.GetFullPath(Path.Combine(folder, release.Folder));
        if (Directory.Exists(path))
            return path;
        using var held = Lock(release, path);
        try
        {
            if (!Directory.Exists(path))
                Get(release, path);
            return path;
        }
        catch (UnauthorizedAccessException e)
        {
            throw CannotWrite(release, e);
        }
    }

    private IDisposable Lock(ReleaseZip release, string path)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return FileLock.Take(
                $"{path}.lock", () => log($"Another process downloads {release.Name}. Waiting for it."), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(release, e);
        }
    }

    private IOException CannotWrite(ReleaseZip release, Exception inner) => new(
        $"Cannot write {release.Name} to '{folder}': {inner.Message.TrimEnd('.')}. Pass another folder, or name it in the variable "
        + $"{Variable}.",
        inner);

    /// <summary>Unpacks the archive that is there, which is the user's and stays, or one that is downloaded.</summary>
    private void Get(ReleaseZip release, string path)
    {
        var zip = Path.GetFullPath(Path.Combine(folder, $"{release.Name}.zip"));
        if (File.Exists(zip))
        {
            if (release.Md5 is { } md5 && Md5Of(zip) is var found && found != md5)
                throw new InvalidDataException($"'{zip}' has the MD5 {found}; expected {md5}. Delete it, then call again.");
            Unpack(release, zip, path);
            return;
        }

        var part = Download(release, zip);
        Unpack(release, part, path);
        File.Delete(part);
    }

    private static void Unpack(ReleaseZip release, string zip, string path)
    {
        var temporary = $"{path}.unpacking";
        try
        {
            DeleteFolder(temporary);
            ZipFolder.Unpack(zip, release.Folder, temporary, release.MaxBytes);
            Directory.Move(temporary, path);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{zip}' cannot be unpacked: {e.Message.TrimEnd('.')}. Delete it, then call again.", e);
        }
        finally
        {
            DeleteFolder(temporary);
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Returns the downloaded archive, which keeps its own name: a file with the name of the archive is the user's.</summary>
    private string Download(ReleaseZip release, string zip)
    {
        log($"{release.Name} has terms of use, which are binding: {release.Terms}. It is for research. Publications cite Harper and "
            + "Konstan 2015, https://doi.org/10.1145/2827872.");
        log($"Downloading {release.Address} to '{folder}'.");
        var part = $"{zip}.part";
        try
        {
            using var transfer = new HttpTransfer(patience, cancellationToken);
            var md5 = release.Md5 ?? FetchMd5(transfer, new($"{release.Address}.md5"));
            for (var continues = LengthOf(part) > 0; ; continues = false)
            {
                Fetch(transfer, release, part);
                var found = Md5Of(part);
                if (found == md5)
                    break;
                File.Delete(part);
                if (!continues)
                    throw new InvalidDataException($"{release.Address} has the MD5 {found}; expected {md5}. {ByHand(release, zip)}");
                log("The continued download has a wrong checksum. Starting again.");
            }
        }
        catch (IOException e)
        {
            var kept = LengthOf(part) > 0 ? " The next call continues the download." : "";
            throw new IOException($"Cannot download {release.Address}: {e.Message.TrimEnd('.')}.{kept} {ByHand(release, zip)}", e);
        }
        finally
        {
            if (File.Exists(part) && LengthOf(part) == 0)
                File.Delete(part);
        }

        return part;
    }

    private void Fetch(HttpTransfer transfer, ReleaseZip release, string part)
    {
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        long tenths = 0;
        transfer.ContinueAsync(release.Address, file, release.MaxBytes, Report).GetAwaiter().GetResult();
        file.Flush(flushToDisk: true);

        void Report(long bytes, long? length)
        {
            if (length is not > 0 || bytes * 10 / length.Value <= tenths)
                return;
            tenths = bytes * 10 / length.Value;
            log(string.Create(CultureInfo.InvariantCulture, $"{release.Name}: {bytes / 1e6:F1} of {length / 1e6:F1} MB"));
        }
    }

    private static string FetchMd5(HttpTransfer transfer, Uri address)
    {
        using var text = new MemoryStream();
        transfer.ContinueAsync(address, text, MaxMd5Bytes, (_, _) => { }).GetAwaiter().GetResult();
        return Md5().Match(Encoding.ASCII.GetString(text.ToArray())) is { Success: true, Value: var md5 }
            ? md5.ToLowerInvariant()
            : throw new IOException($"{address} holds no MD5; expected 32 hexadecimal digits");
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    [SuppressMessage("Security", "CA5351", Justification = "The published checksums are MD5s. They guard against damage only.")]
    private static string Md5Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(MD5.HashData(file)).ToLowerInvariant();
    }

    private static string ByHand(ReleaseZip release, string zip) =>
        $"To get it by hand, save that address as '{zip}' and call again, or unpack it and pass the path of its folder '{release.Folder}'.";

    [GeneratedRegex(@"\b[0-9a-fA-F]{32}\b")]
    private static partial Regex Md5();
}
