using System.Globalization;
using System.Text;

namespace AutoRec.Search;

/// <summary>
/// Measurements in a file: a line that names the fields, then a line for each, between tabs. What was being written when a program ended is
/// dropped. A file that does not begin as a journal does is somebody's, and is left alone.
/// </summary>
internal sealed class SearchJournal : IDisposable
{
    private const string Header = "split\tsetting\tseed\trmse\tseconds";

    private readonly Dictionary<(string, string, int), SearchMeasurement> _known = [];
    private readonly StreamWriter _writer;

    /// <exception cref="InvalidDataException">It has no header, or a line is no measurement.</exception>
    /// <exception cref="IOException">It cannot be opened, or another search has it open.</exception>
    public SearchJournal(string path)
    {
        var stream = Open(path);
        try
        {
            Read(stream, path);
            _writer = new StreamWriter(stream) { NewLine = "\n" };
            if (stream.Length == 0)
                WriteLine(Header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public SearchMeasurement? Find(string split, string setting, int seed) => _known.GetValueOrDefault((split, setting, seed));

    public void Add(SearchMeasurement m)
    {
        _known[(m.Split, m.Setting, m.Seed)] = m;
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{m.Split}\t{m.Setting}\t{m.Seed}\t{m.Rmse:R}\t{m.Seconds:F3}"));
    }

    public void Dispose() => _writer.Dispose();

    private void WriteLine(string line)
    {
        _writer.WriteLine(line);
        _writer.Flush();
    }

    /// <summary>For itself alone: of two that write, each would end the other's lines.</summary>
    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"The journal '{path}' cannot be opened: {e.Message} Where another search writes to it, wait for its end, or name another file.", e);
        }
    }

    private void Read(FileStream stream, string path)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && Encoding.UTF8.GetBytes(Header).AsSpan().StartsWith(bytes))
        {
            stream.SetLength(0); // a journal that ended within its first line, or before it
            return;
        }

        // An editor may have put a byte order mark before it, and ended its lines in its own way.
        var lines = Encoding.UTF8.GetString(bytes.AsSpan(0, whole)).TrimStart('\uFEFF').Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);
        if (lines.FirstOrDefault() != Header)
            throw new InvalidDataException($"'{path}' is no journal of a search: its first line is not '{Header.Replace('\t', ' ')}', between tabs. Name another file.");
        for (var i = 1; i < lines.Length; i++)
        {
            var m = Parse(lines[i]) ?? throw new InvalidDataException(
                $"'{path}', line {i + 1}: '{lines[i]}'; expected split, setting, seed, RMSE and seconds between tabs. Mend the line, or name another file.");
            _known[(m.Split, m.Setting, m.Seed)] = m;
        }

        stream.SetLength(whole);
    }

    private static SearchMeasurement? Parse(string line) => line.Split('\t') is [var split, var setting, var seed, var rmse, var seconds]
        && int.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seedNumber)
        && double.TryParse(rmse, CultureInfo.InvariantCulture, out var rmseNumber)
        && double.TryParse(seconds, CultureInfo.InvariantCulture, out var secondsNumber)
        ? new(split, setting, seedNumber, rmseNumber, secondsNumber)
        : null;
}
