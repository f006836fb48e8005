using System.IO.Compression;
using LlmGateway.Testing;

namespace LlmGateway.Package.Tests;

/// <summary>The packages in <c>artifacts/packages</c>.</summary>
internal static class Packages
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "artifacts", "packages");

    public static string Constructs => Only("LlmGateway.Constructs.*.nupkg");

    public static string ConstructsSymbols => Only("LlmGateway.Constructs.*.snupkg");

    public static string Client => Only("LlmGateway.Client.*.nupkg");

    public static string Tool => Only("LlmGateway.Tool.*.nupkg");

    public static string VersionOf(string package, string id) => Path.GetFileNameWithoutExtension(package)[(id.Length + 1)..];

    public static byte[] Read(string package, string entry)
    {
        using var zip = ZipFile.OpenRead(package);
        using var content = (zip.GetEntry(entry) ?? throw new InvalidOperationException($"{package} has no {entry}.")).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Only(string pattern) =>
        Directory.Exists(Folder) && Directory.GetFiles(Folder, pattern) is [var only]
            ? only
            : throw new InvalidOperationException($"{Folder} does not hold one {pattern}: run eng/pack.sh first.");
}
