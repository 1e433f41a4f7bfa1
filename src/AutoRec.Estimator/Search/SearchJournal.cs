using System.Globalization;
using System.Text;

namespace AutoRec.Search;

/// <summary>
/// A tab-separated file of measurements. The header names the metric, so a file never mixes two. An incomplete last line is dropped.
/// </summary>
internal sealed class SearchJournal : IDisposable
{
    public const string Rmse = "rmse";

    private readonly string _header;
    private readonly Dictionary<(string, string, int), SearchMeasurement> _known = [];
    private readonly StreamWriter _writer;

    /// <param name="path">The file, which may be missing.</param>
    /// <param name="metric">The name of the metric, without tabs and line breaks.</param>
    public SearchJournal(string path, string metric)
    {
        _header = $"split\tsetting\tseed\t{metric}\tseconds";
        var stream = Open(path);
        try
        {
            Read(stream, path);
            _writer = new StreamWriter(stream) { NewLine = "\n", AutoFlush = true };
            if (stream.Length == 0)
                _writer.WriteLine(_header);
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
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{m.Split}\t{m.Setting}\t{m.Seed}\t{m.Metric:R}\t{m.Seconds:F3}"));
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Opens the file exclusively, because two writers would mix their lines.</summary>
    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException(
                $"The journal '{path}' cannot be opened: {e.Message} If another search writes to it, wait or use another file.", e);
        }
    }

    private void Read(FileStream stream, string path)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && Encoding.UTF8.GetBytes(_header).AsSpan().StartsWith(bytes))
        {
            stream.SetLength(0); // The header is incomplete.
            return;
        }

        // An editor may have added a byte order mark and changed the line ends.
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, whole)).TrimStart('\uFEFF');
        var lines = text.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);
        if (lines.FirstOrDefault() != _header)
        {
            var found = lines.FirstOrDefault()?.Split('\t') is ["split", "setting", "seed", var metric, "seconds"]
                ? $"a search journal of '{metric}'"
                : "not a search journal";
            throw new InvalidDataException(
                $"'{path}' is {found}; expected the tab-separated header '{_header.Replace('\t', ' ')}'. Use another file.");
        }

        for (var i = 1; i < lines.Length; i++)
        {
            var m = Parse(lines[i]) ?? throw new InvalidDataException(
                $"'{path}', line {i + 1}: '{lines[i]}'; expected split, setting, seed, metric and seconds, separated by tabs. "
                + "Repair the line, or use another file.");
            _known[(m.Split, m.Setting, m.Seed)] = m;
        }

        stream.SetLength(whole);
    }

    private static SearchMeasurement? Parse(string line) => line.Split('\t') is [var split, var setting, var seed, var metric, var seconds]
        && int.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seedNumber)
        && double.TryParse(metric, CultureInfo.InvariantCulture, out var metricNumber)
        && double.TryParse(seconds, CultureInfo.InvariantCulture, out var secondsNumber)
        ? new(split, setting, seedNumber, metricNumber, secondsNumber)
        : null;
}
