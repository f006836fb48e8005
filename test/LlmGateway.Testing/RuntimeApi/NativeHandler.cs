using System.Security.Cryptography;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>The handler as <c>eng/publish-handler.sh</c> makes it: compiled once for all test processes, and again when its sources change.</summary>
public static class NativeHandler
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>Whether this machine has what Native AOT links with.</summary>
    public static bool CanCompile { get; } = OperatingSystem.IsLinux() && (Has("g++") || Has("clang"));

    /// <summary>Where Lambda's package is, once <see cref="EnsureAsync"/> has ended.</summary>
    public static string Zip { get; } = Path.Combine(Folder, $"{Name}.zip");

    private static string Name => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    private static string Folder => Path.Combine(Repository.Root, "artifacts", "handler");

    /// <summary>Compiles unless that is done, and returns the executable.</summary>
    /// <exception cref="InvalidOperationException">The publish failed, or warned.</exception>
    public static Task<string> EnsureAsync() => Published.Value;

    private static async Task<string> PublishAsync()
    {
        Directory.CreateDirectory(Folder);
        var bootstrap = Path.Combine(Folder, Name, "bootstrap");
        var stamp = Path.Combine(Folder, $"{Name}.sources");
        using var gate = await FileGate.EnterAsync(Path.Combine(Folder, ".gate"));
        var sources = await SourcesAsync();
        if (File.Exists(bootstrap) && File.Exists(Zip) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == sources) return bootstrap;
        var result = await Cli.Wrap("bash").WithArguments(["eng/publish-handler.sh", Name["linux-".Length..]]).WithWorkingDirectory(Repository.Root)
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" })
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (result.ExitCode != 0) throw new InvalidOperationException($"eng/publish-handler.sh failed: {result.StandardOutput}{result.StandardError}");
        await File.WriteAllTextAsync(stamp, sources);
        return bootstrap;
    }

    /// <summary>A hash over everything that the executable is made of.</summary>
    private static async Task<string> SourcesAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = new[] { "src/LlmGateway.Handler", "src/LlmGateway.Core", "src/Shared" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "eng")))
            .Concat(Directory.EnumerateFiles(Repository.Root, "Directory.*.props"))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Repository.Root, file)));
            hash.AppendData(await File.ReadAllBytesAsync(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
