using System.Security.Cryptography;
using System.Text;
using AutoRec.Saving;

namespace AutoRec.Checkpoints;

/// <summary>
/// The file of a checkpoint: a signature, the format number, the header, the state, and the SHA-256 of all these. It is written under
/// another name, flushed to the disk and renamed, so that a killed process leaves the checkpoint before or the one after.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The ending of the name that a file has until it is complete.</summary>
    public const string Incomplete = ".tmp";

    private const int Format = 1;
    private const int BufferLength = 1 << 20;

    private static ReadOnlySpan<byte> Signature => "AUTORECC"u8;

    /// <returns>The number of bytes.</returns>
    public static long Write(string path, CheckpointHeader header, Action<StateStream> passState)
    {
        var temporary = path + Incomplete;
        try
        {
            long length;
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                using (var writer = new BinaryWriter(new BufferedStream(new HashingStream(file, hash), BufferLength)))
                {
                    writer.Write(Signature);
                    writer.Write(Format);
                    header.Write(writer);
                    passState(new StateWriter(writer));
                }

                file.Write(hash.GetHashAndReset());

                // Otherwise a loss of power could leave the new name with no content.
                file.Flush(flushToDisk: true);
                length = file.Length;
            }

            File.Move(temporary, path, overwrite: true);
            return length;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Checks the whole file, and reads its header.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another format.</exception>
    public static CheckpointHeader Check(string path) => Open(path, (file, reader) =>
    {
        CheckHash(file);
        file.Position = 0;
        return ReadHeader(path, reader);
    });

    /// <summary>Reads the state of a file that was checked.</summary>
    /// <exception cref="InvalidDataException">The state has another length, or a weight is not finite.</exception>
    public static void ReadState(string path, Action<StateStream> passState) => Open(path, (file, reader) =>
    {
        ReadHeader(path, reader);
        passState(new StateReader(reader));
        var left = file.Length - file.Position - SHA256.HashSizeInBytes;
        return left == 0 ? left : throw new FormatException($"its state ends {left} bytes before or after the expected end");
    });

    private static T Open<T>(string path, Func<FileStream, BinaryReader, T> read)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferLength);
        using var reader = new BinaryReader(file, Encoding.UTF8);
        try
        {
            return read(file, reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The checkpoint '{path}' is damaged: {e.Message}. Delete {FitCheckpoints.FilesToDelete(path)} to repeat its training.", e);
        }
    }

    private static void CheckHash(FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        var left = file.Length - SHA256.HashSizeInBytes;
        if (left < Signature.Length)
            throw new FormatException($"its length is {file.Length} bytes");
        while (left > 0)
        {
            var length = (int)Math.Min(buffer.Length, left);
            file.ReadExactly(buffer, 0, length);
            hash.AppendData(buffer, 0, length);
            left -= length;
        }

        file.ReadExactly(buffer, 0, SHA256.HashSizeInBytes);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(buffer.AsSpan(0, SHA256.HashSizeInBytes)))
            throw new FormatException("its checksum does not match");
    }

    private static CheckpointHeader ReadHeader(string path, BinaryReader reader)
    {
        if (!reader.ReadBytes(Signature.Length).AsSpan().SequenceEqual(Signature))
            throw new FormatException("it does not begin like a checkpoint");
        var format = reader.ReadInt32();
        return format == Format ? CheckpointHeader.Read(reader) : throw new InvalidDataException(
            $"The checkpoint '{path}' has format {format}; this version of AutoRec.MLNet reads format {Format}. Continue with the version "
            + "that wrote it, or delete the file.");
    }
}
