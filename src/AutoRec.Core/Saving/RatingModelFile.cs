using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AutoRec.Recommending;
using AutoRec.Saving;

namespace AutoRec;

/// <summary>Loads the model from a file of <c>mlContext.Model.Save</c>, without ML.NET.</summary>
/// <remarks>
/// It reads the entry of the AutoRec transformer and runs no code that the file names. It does not read key mappings: the model takes keys
/// from 0, the ML.NET key values minus 1.
/// </remarks>
/// <example>
/// <code>
/// IRatingModel model = RatingModelFile.Load("autorec.zip");
/// float rating = model.Score(item: 0, user: 0);
/// </code>
/// </example>
public static class RatingModelFile
{
    // ML.NET's model header: its signature, the position of the content, and the signature of the saved component.
    private const int HeaderLength = 256;
    private const int PositionOfContent = 0x10;
    private const int LengthOfContent = 0x18;
    private const int PositionOfModelSignature = 0x40;
    private const int SignatureLength = 8;
    private const int MostCompression = 16; // Of contents above 2 GB: weights hardly compress, but zeros do a thousandfold.

    private static ReadOnlySpan<byte> HeaderSignature => "ML\0MODEL"u8;

    /// <summary>Loads the model from a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// An <see cref="AutoRecModelParameters"/>, an <see cref="AutoRecBlendModelParameters"/> or a <see cref="OneClassModelParameters"/>.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, is no model file, or does not contain exactly one AutoRec.</exception>
    public static IRatingModel Load(string path) => Read(path).Model;

    /// <summary>Loads a recommender from a file. Its ids are the keys, from 0, of the users and items with training ratings.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, is no model file, or does not contain exactly one AutoRec.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model was saved by an earlier version that only predicts ratings, or was trained with <c>KeepRatings = false</c>.
    /// </exception>
    /// <example>
    /// <code>
    /// var recommender = RatingModelFile.LoadRecommender("autorec.zip");
    /// var list = recommender.Recommend([(Item: 0, Rating: 5), (Item: 3, Rating: 2)], count: 10);
    /// </code>
    /// </example>
    public static Recommender<int, int> LoadRecommender(string path)
    {
        var (_, keys, recommendation, _) = Read(path);
        return recommendation is not null
            ? new(recommendation, [.. keys.Users.Keys], [.. keys.Items.Keys], history: null)
            : throw new InvalidOperationException(
                $"'{path}' only predicts ratings: it was saved by an earlier version, or trained by several ranks with KeepRatings = "
                + "false. Train the model again with KeepRatings = true, and save it.");
    }

    /// <summary>Loads the card of the model in a file: its trainer, options, ratings and validation.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The card; null if an earlier version saved the model.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, is no model file, or does not contain exactly one AutoRec.</exception>
    public static ModelCard? LoadCard(string path) => Read(path).Card;

    private static Content Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var models = ReadAll(path);
        return models.Length == 1 ? models[0] : throw new InvalidDataException(
            $"'{path}' contains {models.Length} AutoRec models; expected one. Save a pipeline with one fitted AutoRec or AutoRecBlend.");
    }

    private static Content[] ReadAll(string path)
    {
        using var stream = InputFile.Open(path);
        if (!stream.CanSeek)
            throw new InvalidDataException($"'{path}' is a pipe; expected a model file, which is read from its end. Save it to a file.");
        Span<byte> start = stackalloc byte[4];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith("PK"u8))
            throw new InvalidDataException($"'{path}' is no model file; expected one that mlContext.Model.Save wrote.");
        stream.Position = 0;
        try
        {
            using var archive = new ZipArchive(stream);
            var read = archive.Entries.Where(entry => entry.Name == "Model.key").Select(TryRead);
            return [.. read.OfType<Content>()];
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>The model of an entry; null if the entry belongs to another component.</summary>
    private static Content? TryRead(ZipArchiveEntry entry)
    {
        // Only the header of an entry that is not ours is unpacked, because a small zip file can hold gigabytes.
        using var stream = entry.Open();
        var header = new byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength
            || !header.AsSpan().StartsWith(HeaderSignature))
            return null;

        var signature = Encoding.ASCII.GetString(header.AsSpan(PositionOfModelSignature, SignatureLength)).Replace('\0', ' ');
        if (signature == PredictionFormat.Single.ModelSignature)
            return Read(PredictionFormat.Single);
        if (signature == PredictionFormat.Blend.ModelSignature)
            return Read(PredictionFormat.Blend);
        return signature == PredictionFormat.OneClass.ModelSignature ? Read(PredictionFormat.OneClass) : null;

        Content Read<TModel>(PredictionFormat<TModel> format)
            where TModel : class, IRatingModel
        {
            using var content = UnpackContent(entry, header, stream);
            using var reader = new BinaryReader(content, Encoding.UTF8);
            var saved = format.Read(reader);
            return new(saved.KeyedModel, saved.Keys, saved.Recommendation, saved.Card);
        }
    }

    /// <summary>
    /// Unpacks what ML.NET's header announces. The declared lengths are not trusted, so memory grows with the bytes that are there.
    /// </summary>
    private static BlockStream UnpackContent(ZipArchiveEntry entry, byte[] header, Stream stream)
    {
        var position = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(PositionOfContent));
        var length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(LengthOfContent));
        if (position < HeaderLength || length < 0 || position > entry.Length || length > entry.Length - position)
        {
            throw new InvalidDataException(
                $"'{entry.FullName}' has its content at {position}, {length} bytes; expected {HeaderLength} to {entry.Length}. "
                + "Save the model again.");
        }

        if (length > Array.MaxLength && length / MostCompression > entry.CompressedLength)
        {
            throw new InvalidDataException(
                $"'{entry.FullName}' unpacks {entry.CompressedLength} bytes to {length}; expected at most {MostCompression} times as many, "
                + "as weights hardly compress. Load your own models of this kind with mlContext.Model.Load.");
        }

        var content = new BlockStream();
        var buffer = new byte[1 << 16];
        for (var left = position - HeaderLength + length; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
                break;
            var skipped = (int)Math.Clamp(left - length, 0, read);
            content.Write(buffer, skipped, read - skipped);
            left -= read;
        }

        return content;
    }

    /// <summary>The saved content of a model of any kind.</summary>
    private sealed record Content(IRatingModel Model, MatrixKeys Keys, RecommendationModel? Recommendation, ModelCard? Card);
}
