using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Reads for which machine a Linux executable was compiled.</summary>
internal static class ElfHeader
{
    private const int MachineOffset = 18;
    private const ushort X64 = 0x3E;
    private const ushort Arm64 = 0xB7;

    /// <summary>Whether a file is an executable (or script) for this operating system and processor.</summary>
    public static bool RunsHere(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> head = stackalloc byte[MachineOffset + 2];
        using var file = File.OpenRead(path);
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (head[..read].StartsWith("#!"u8)) return true;
        // A \x would take the E for another digit of its number.
        if (read < head.Length || !head.StartsWith("\u007FELF"u8)) return false;
        return BinaryPrimitives.ReadUInt16LittleEndian(head[MachineOffset..]) == RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => Arm64,
            _ => 0,
        };
    }
}
