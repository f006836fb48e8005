using System.Security.Cryptography;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>Dynalite from npm, installed once for a user and a lock file.</summary>
internal static class DynaliteInstallation
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "dynalite-server.mjs"];

    /// <summary>The folder of the server script, its packages installed.</summary>
    /// <exception cref="DynaliteException">Node or npm is missing, or npm failed.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Local", "npm");
        var folder = Path.Combine(CacheFolder(), "dynalite-" + await FingerprintAsync(source, cancellationToken));
        var done = Path.Combine(folder, ".installed");
        if (File.Exists(done)) return folder;

        Directory.CreateDirectory(folder);
        await using var gate = await EnterAsync(Path.Combine(folder, ".lock"), cancellationToken);
        if (File.Exists(done)) return folder;
        foreach (var file in Files) File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        await InstallAsync(folder, cancellationToken);
        await File.WriteAllTextAsync(done, "", cancellationToken);
        return folder;
    }

    // A new lock file or script is a new folder: runs of two versions don't disturb each other.
    private static async Task<string> FingerprintAsync(string source, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files) hash.AppendData(await File.ReadAllBytesAsync(Path.Combine(source, file), cancellationToken));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string CacheFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "llm-gateway");

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        BufferedCommandResult result;
        try
        {
            result = await Cli.Wrap(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
                .WithArguments(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .WithWorkingDirectory(folder)
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new DynaliteException("npm was not found: the local run's DynamoDB needs Node.js 20 or later, with npm, on the PATH.");
        }
        if (result.ExitCode != 0)
            throw new DynaliteException($"npm could not install dynalite, the local DynamoDB, into {folder}: {result.StandardError.Trim()}");
    }

    private static async Task<FileStream> EnterAsync(string path, CancellationToken cancellationToken)
    {
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process installs; the operating system has no event for a released file.
                await retry.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
