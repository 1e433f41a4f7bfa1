using System.Security.Cryptography;
using System.Text;
using AutoRec.Recommending;
using AutoRec.Saving;

namespace AutoRec.Benchmarks;

/// <summary>The SHA-256 of all numbers of a model, without its card, which has times.</summary>
internal static class ModelDigest
{
    public static string Of(IRatingModel model) => OfContent(writer => Write(writer, model));

    /// <summary>The digest of the model of a file, and of what recommends with it.</summary>
    public static string OfFile(string path) => OfContent(writer =>
    {
        RecommendationModel model = RatingModelFile.LoadRecommender(path).Model;
        Write(writer, model.Ratings);
        RecommendationFormat.Write(writer, model);
    });

    private static void Write(BinaryWriter writer, IRatingModel model)
    {
        switch (model)
        {
            case AutoRecModelParameters single:
                PredictionFormat.Single.WriteModel(writer, single);
                break;
            case AutoRecBlendModelParameters blend:
                PredictionFormat.Blend.WriteModel(writer, blend);
                break;
            default:
                PredictionFormat.OneClass.WriteModel(writer, (OneClassModelParameters)model);
                break;
        }
    }

    private static string OfContent(Action<BinaryWriter> write)
    {
        using var hash = SHA256.Create();
        using (var writer = new BinaryWriter(new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write), Encoding.UTF8))
            write(writer);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
