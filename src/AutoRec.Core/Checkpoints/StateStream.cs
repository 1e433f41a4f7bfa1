using System.Runtime.InteropServices;

namespace AutoRec.Checkpoints;

/// <summary>A part of a training whose state a checkpoint keeps.</summary>
internal interface IResumable
{
    /// <summary>Passes all values of the state to the stream, which keeps them, or replaces them by those of a checkpoint.</summary>
    void Exchange(StateStream state);
}

/// <summary>
/// The values of a state on their way to a checkpoint, or back. One method of an <see cref="IResumable"/> serves both ways, so that the
/// orders of writing and reading cannot differ.
/// </summary>
internal abstract class StateStream
{
    private protected const int PartLength = 1 << 20; // A span of bytes cannot hold more than half a billion values.

    /// <summary>Whether the values come from a checkpoint.</summary>
    public abstract bool IsReading { get; }

    public abstract bool Pass(bool value);

    public abstract int Pass(int value);

    public abstract long Pass(long value);

    public abstract double Pass(double value);

    /// <summary>Passes numbers of an optimizer, which may be of any size.</summary>
    public abstract void Pass(Span<float> values);

    /// <summary>Passes weights, which are finite.</summary>
    /// <exception cref="FormatException">A weight of the checkpoint is not finite.</exception>
    public void PassWeights(Span<float> values)
    {
        Pass(values);
        if (!IsReading)
            return;
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new FormatException($"one of its weights is {value}; expected finite numbers");
        }
    }
}

/// <summary>Writes the values.</summary>
internal sealed class StateWriter(BinaryWriter writer) : StateStream
{
    public override bool IsReading => false;

    public override bool Pass(bool value)
    {
        writer.Write(value);
        return value;
    }

    public override int Pass(int value)
    {
        writer.Write(value);
        return value;
    }

    public override long Pass(long value)
    {
        writer.Write(value);
        return value;
    }

    public override double Pass(double value)
    {
        writer.Write(value);
        return value;
    }

    public override void Pass(Span<float> values)
    {
        for (var at = 0; at < values.Length; at += PartLength)
            writer.Write(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(PartLength, values.Length - at))));
    }
}

/// <summary>Reads the values. The training determines all lengths, so nothing is allocated for a number of the file.</summary>
internal sealed class StateReader(BinaryReader reader) : StateStream
{
    public override bool IsReading => true;

    public override bool Pass(bool value) => reader.ReadBoolean();

    public override int Pass(int value) => reader.ReadInt32();

    public override long Pass(long value) => reader.ReadInt64();

    public override double Pass(double value) => reader.ReadDouble();

    public override void Pass(Span<float> values)
    {
        for (var at = 0; at < values.Length; at += PartLength)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(PartLength, values.Length - at))));
    }
}
