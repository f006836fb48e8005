// Packs a Lambda executable: dotnet run --file eng/ZipBootstrap.cs -- <bootstrap> <zip>
// The same executable gives the same zip, byte for byte: CDK names assets by their hash, and an unchanged one is not deployed again.
using System.IO.Compression;

if (args is not [var executable, var target])
{
    Console.Error.WriteLine("Usage: ZipBootstrap <bootstrap> <zip>");
    return 2;
}

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
using var zip = new ZipArchive(File.Create(target), ZipArchiveMode.Create);
var entry = zip.CreateEntry("bootstrap", CompressionLevel.SmallestSize);
entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
// A regular file, mode 0755: Lambda starts it.
entry.ExternalAttributes = Convert.ToInt32("100755", 8) << 16;
using var content = File.OpenRead(executable);
using var packed = entry.Open();
content.CopyTo(packed);
return 0;
