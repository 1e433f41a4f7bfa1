namespace AutoRec.Saving;

/// <summary>The content of a saved rating model of any kind: its kind, and the model.</summary>
internal static class RatingModelFormat
{
    private enum Kind : byte
    {
        Single,
        Blend,
        OneClass,
    }

    public static void Write(BinaryWriter writer, IRatingModel model)
    {
        switch (model)
        {
            case AutoRecModelParameters single:
                writer.Write(Kind.Single);
                AutoRecModelFormat.Write(writer, single);
                break;
            case AutoRecBlendModelParameters blend:
                writer.Write(Kind.Blend);
                AutoRecBlendModelFormat.Write(writer, blend);
                break;
            case OneClassModelParameters oneClass:
                writer.Write(Kind.OneClass);
                OneClassModelFormat.Write(writer, oneClass);
                break;
            default:
                throw new NotSupportedException($"{model.GetType()} cannot be saved; expected a model of an AutoRec trainer.");
        }
    }

    public static IRatingModel Read(BinaryReader reader, int format) => reader.ReadEnum<Kind>() switch
    {
        Kind.Single => AutoRecModelFormat.Read(reader, format),
        Kind.Blend => AutoRecBlendModelFormat.Read(reader, format),
        _ => OneClassModelFormat.Read(reader, format),
    };
}
