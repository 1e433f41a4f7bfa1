using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>Owner and mode of a file, which .NET does not give together, and without following a link.</summary>
[SupportedOSPlatform("linux")]
internal readonly partial record struct FileOwner(uint User, uint Mode)
{
    private const uint TypeBits = 0xF000, LinkType = 0xA000, FolderType = 0x4000, FileType = 0x8000;
    private const uint WritableByOthers = 0x12; // 022: group and others.
    private const uint Sticky = 0x200; // Only the owner of an entry may rename or delete it, as in /tmp.
    private const uint Root = 0;

    public bool IsLink => (Mode & TypeBits) == LinkType;
    public bool IsFolder => (Mode & TypeBits) == FolderType;
    public bool IsFile => (Mode & TypeBits) == FileType;
    public bool IsOwn => User == EffectiveUser();
    public bool IsWritableByOthers => (Mode & WritableByOthers) != 0;

    /// <summary>Whether nobody but this user and root can replace an entry in this folder that belongs to this user.</summary>
    public bool IsSafeParent => IsFolder && (IsOwn || User == Root) && (!IsWritableByOthers || (Mode & Sticky) != 0);

    /// <summary>The owner and mode of a path, of a link itself.</summary>
    /// <exception cref="IOException">There is no such file, or the system does not tell.</exception>
    public static FileOwner Of(string path) => Read(path, followLinks: false);

    /// <summary>The owner and mode of an open file.</summary>
    public static FileOwner Of(SafeHandle file) => Read(PathOf(file), followLinks: true);

    /// <summary>A path that names exactly this open file, whatever happens to its folder.</summary>
    public static string PathOf(SafeHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    private static FileOwner Read(string path, bool followLinks)
    {
        // struct statx of Linux, the same on all processors: uid at 20, mode at 28.
        const int currentFolder = -100, noFollow = 0x100, basicFields = 0x7FF;
        Span<byte> status = stackalloc byte[256];
        return Status(currentFolder, path, followLinks ? 0 : noFollow, basicFields, ref MemoryMarshal.GetReference(status)) == 0
            ? new(MemoryMarshal.Read<uint>(status[20..]), MemoryMarshal.Read<ushort>(status[28..]))
            : throw new IOException($"The owner of '{path}' is unknown: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Status(int folder, string path, int flags, uint mask, ref byte status);
}
