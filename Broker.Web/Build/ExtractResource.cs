// Compiled by the build itself (WebAssets.targets), not into the product: C# 7.3 and .NET Standard 2.0.
using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies the one embedded resource of an assembly that has the given hash.</summary>
/// <remarks>
/// The resources of an assembly lie one after the other where its CLI header says (ECMA-335 II.25.3.3), each as a 4-byte
/// length and its bytes, aligned to 8. Their names stand elsewhere, in the metadata; the hash makes them needless.
/// </remarks>
public sealed class ExtractResource : Task
{
    private byte[] _image;

    [Required]
    public string Assembly { get; set; }

    [Required]
    public string Sha256 { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        _image = File.ReadAllBytes(Assembly);
        var cliHeader = FileOffset(Read32(DataDirectories() + 14 * 8));
        var start = FileOffset(Read32(cliHeader + 24));
        var end = start + Read32(cliHeader + 28);
        for (var at = start; at < end;)
        {
            var length = Read32(at);
            if (HashOf(at + 4, length) == Sha256)
            {
                Write(at + 4, length);
                return true;
            }

            at = start + (at + 4 + length - start + 7) / 8 * 8;
        }

        Log.LogError("{0} holds no resource with SHA-256 {1}.", Assembly, Sha256);
        return false;
    }

    private int PortableExecutable() => Read32(0x3c);

    private int OptionalHeader() => PortableExecutable() + 24;

    // The directories follow 96 bytes of a 32-bit optional header (magic 0x10b), 112 of a 64-bit one (0x20b).
    private int DataDirectories() => OptionalHeader() + (Read16(OptionalHeader()) == 0x20b ? 112 : 96);

    private int FileOffset(int virtualAddress)
    {
        var section = OptionalHeader() + Read16(PortableExecutable() + 20);
        for (var left = Read16(PortableExecutable() + 6); left > 0; left--, section += 40)
        {
            var address = Read32(section + 12);
            if (virtualAddress >= address && virtualAddress < address + Read32(section + 16))
            {
                return virtualAddress - address + Read32(section + 20);
            }
        }

        throw new BadImageFormatException("Address outside every section: " + virtualAddress);
    }

    private string HashOf(int offset, int length)
    {
        using (var sha = SHA256.Create())
        {
            return BitConverter.ToString(sha.ComputeHash(_image, offset, length)).Replace("-", "").ToLowerInvariant();
        }
    }

    private void Write(int offset, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        using (var file = File.Create(Destination))
        {
            file.Write(_image, offset, length);
        }
    }

    private int Read16(int offset) => BitConverter.ToUInt16(_image, offset);

    private int Read32(int offset) => BitConverter.ToInt32(_image, offset);
}
