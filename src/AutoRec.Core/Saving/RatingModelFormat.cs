namespace AutoRec.Saving;

/// <summary>The content of a saved rating model of either kind: whether it is a blend, and the model.</summary>
internal static class RatingModelFormat
{
    public static void Write(BinaryWriter writer, IRatingModel model)
    {
        writer.Write(model is AutoRecBlendModelParameters);
        if (model is AutoRecBlendModelParameters blend)
            AutoRecBlendModelFormat.Write(writer, blend);
        else
            AutoRecModelFormat.Write(writer, (AutoRecModelParameters)model);
    }

    public static IRatingModel Read(BinaryReader reader, int format) =>
        reader.ReadBoolean() ? AutoRecBlendModelFormat.Read(reader, format) : AutoRecModelFormat.Read(reader, format);
}
