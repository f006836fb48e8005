using System.Reflection;
using System.Security.Cryptography;

namespace LlmGateway.Constructs.Handler;

/// <summary>The compiled handlers that the package brings, one zip an architecture, each the very file that the package was built with.</summary>
/// <param name="Folder">Where the zips are.</param>
/// <param name="Recorded">SHA-256 by file name, as recorded when the package was built. Empty in a build from source, which has no compiled handlers.</param>
internal sealed record NativeHandlers(string Folder, IReadOnlyDictionary<string, string> Recorded)
{
    private const string MetadataPrefix = "handler/";

    /// <summary>Those of this package, beside the running app's assemblies.</summary>
    public static NativeHandlers OfPackage { get; } = new(
        Path.Combine(AppContext.BaseDirectory, "handler"),
        typeof(NativeHandlers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(entry => entry.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[MetadataPrefix.Length..], entry => entry.Value!, StringComparer.Ordinal));

    /// <summary>The path of a zip, such as <c>linux-arm64.zip</c>; null in a build from source.</summary>
    /// <exception cref="InvalidOperationException">The package should have brought the zip, and it is missing or another one.</exception>
    public string? Find(string name)
    {
        if (!Recorded.TryGetValue(name, out var expected)) return null;
        var path = Path.Combine(Folder, name);
        if (!File.Exists(path))
            throw new InvalidOperationException(
                $"The compiled handler {path} is missing. Building the app copies it there from the package LlmGateway.Constructs: "
                + "build again, and publish the folder whole. If it stays away, delete the package from NuGet's cache and restore.");
        using var content = File.OpenRead(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(content));
        if (!actual.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException(
                $"The compiled handler {path} is not the one that the package LlmGateway.Constructs was built with (SHA-256 {actual}, expected {expected}). "
                + "Something changed it, or it is left over from another version: delete it and build again.");
        return path;
    }
}
