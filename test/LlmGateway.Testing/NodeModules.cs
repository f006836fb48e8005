using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Testing;

/// <summary>The npm packages that tests run (real clients, checkers, dynalite): installed from the lock file, once for all test processes.</summary>
public static class NodeModules
{
    private static readonly Lazy<Task<string>> Installed = new(() => InstallAsync(Path.Combine(Repository.Root, "test", "node"), "test"));

    /// <summary>Installs what <c>test/node/package-lock.json</c> names, unless that is done, and returns the folder that holds <c>node_modules</c>.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed.</exception>
    public static Task<string> EnsureAsync() => Installed.Value;

    /// <summary>Runs a script of <c>test/node</c> with the packages in reach; its exit code is the caller's to judge.</summary>
    public static async Task<BufferedCommandResult> RunAsync(
        string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, CancellationToken cancellationToken = default)
    {
        var folder = await EnsureAsync();
        // Node resolves packages from the script's own folder, so the script runs beside node_modules.
        var copy = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(script)}.{Guid.NewGuid():n}.mjs");
        File.Copy(Path.Combine(Repository.Root, "test", "node", script), copy);
        try
        {
            return await Cli.Wrap("node")
                .WithArguments([copy, .. arguments])
                .WithEnvironmentVariables(environment ?? new Dictionary<string, string?>())
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(cancellationToken);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Installs what the lock file in <paramref name="source"/> names into a folder of that name under <c>artifacts/node</c>, unless that is done, and returns it.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed.</exception>
    public static async Task<string> InstallAsync(string source, string name)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "node", name);
        var stamp = Path.Combine(folder, "installed.lock.json");
        Directory.CreateDirectory(folder);
        using var gate = await FileGate.EnterAsync(Path.Combine(folder, ".gate"));
        var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return folder;
        foreach (var file in new[] { "package.json", "package-lock.json", ".npmrc" })
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        var result = await Cli.Wrap("npm").WithArguments(["ci", "--ignore-scripts"]).WithWorkingDirectory(folder)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"npm ci failed in {folder}: {result.StandardError}");
        await File.WriteAllTextAsync(stamp, wanted);
        return folder;
    }
}
