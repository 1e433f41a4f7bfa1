using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace AutoRec.RatingFiles;

/// <summary>Numbers distinct texts, given as bytes, in the order of their first occurrence.</summary>
internal sealed class IdTable
{
    private const int MinSlots = 1 << 10;

    // A text's index + 1, at the first free slot from its hash on. At most half of the slots are taken.
    private int[] _slots = new int[MinSlots];
    private uint[] _hashes = new uint[MinSlots / 2];
    private int[] _ends = new int[MinSlots / 2];
    private byte[] _bytes = new byte[MinSlots];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index).._ends[index]);

    /// <summary>The index of a text, which is added if it is new.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var slot = (int)hash & (_slots.Length - 1);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (_hashes[index] == hash && this[index].SequenceEqual(text))
                return index;
        }

        if (2 * (Count + 1) > _slots.Length)
            slot = Grow(hash);
        var start = Start(Count);
        if (start + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(checked(start + text.Length), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        text.CopyTo(_bytes.AsSpan(start));
        (_hashes[Count], _ends[Count]) = (hash, start + text.Length);
        _slots[slot] = ++Count;
        return Count - 1;
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>The number of texts that are not ASCII, in UTF-8 and in Windows-1252.</summary>
    public (int Utf8, int Windows1252) CountEncodings()
    {
        var (valid, other) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            if (!Utf8.IsValid(this[i]))
                other++;
            else if (!Ascii.IsValid(this[i]))
                valid++;
        }

        return (valid, other);
    }

    /// <summary>Decodes each text: as UTF-8 if it is valid, otherwise as Windows-1252, of which hardly any text is valid UTF-8.</summary>
    public string[] Decode()
    {
        var texts = new string[Count];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = TextEncoding.Of(this[i]).GetString(this[i]);
        return texts;
    }

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    /// <summary>Doubles the slots, and finds the free slot of a new text.</summary>
    private int Grow(uint newHash)
    {
        _slots = new int[checked(2 * _slots.Length)];
        Array.Resize(ref _hashes, _slots.Length / 2);
        Array.Resize(ref _ends, _slots.Length / 2);
        for (var i = 0; i < Count; i++)
            _slots[FreeSlot(_hashes[i])] = i + 1;
        return FreeSlot(newHash);
    }

    private int FreeSlot(uint hash)
    {
        var slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    /// <summary>Mixes eight bytes at a time by multiplication with an odd constant, whose high bits depend on all bytes.</summary>
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(text)) * Odd, 29);
        foreach (var value in text)
            hash = BitOperations.RotateLeft((hash ^ value) * Odd, 29);
        return (uint)((hash * Odd) >> 32);
    }
}
