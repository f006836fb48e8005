using System.Collections;
using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>A coding agent as npm has it, in a folder and a home of its own, that knows of nothing but the gateway.</summary>
internal sealed class CodingAgent : IDisposable
{
    private static readonly Lazy<Task<string>> Installed = new(() => NodeModules.InstallAsync(Path.Combine(Repository.Root, "test", "agents"), "agents"));

    // For a machine with two busy cores: an agent that is alone takes some seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _root = Directory.CreateTempSubdirectory("llm-gateway-agent-").FullName;

    public CodingAgent()
    {
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Where it works.</summary>
    public string Folder => Path.Combine(_root, "work");

    public string Home => Path.Combine(_root, "home");

    /// <summary>What it is to write.</summary>
    public string File => Path.Combine(Folder, "hello.txt");

    /// <summary>The name that npm's packages for this machine end with.</summary>
    public static string Platform => $"{(OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsLinux() ? "linux" : "windows")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Writes a file of settings.</summary>
    /// <param name="path">Below its home.</param>
    /// <param name="text">All of it.</param>
    public void WriteHome(string path, string text)
    {
        var file = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">Path below <c>node_modules</c>.</param>
    /// <param name="settings">Lines of a shell before it.</param>
    /// <param name="arguments">Its own.</param>
    /// <param name="environment">Its own.</param>
    public async Task<BufferedCommandResult> RunAsync(string program, string settings, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var path = Path.Combine(await Installed.Value, "node_modules", program);
        Skip.IfNot(System.IO.File.Exists(path), $"npm has no {program} for this machine.");
        using var patience = new CancellationTokenSource(Patience);
        // The shell becomes the agent, so that ending the process ends it.
        return await Cli.Wrap("bash").WithArguments(["-c", $"{settings}\nexec \"$0\" \"$@\"", path, .. arguments])
            .WithWorkingDirectory(Folder)
            .WithEnvironmentVariables(Environment().Concat(environment).ToDictionary())
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(patience.Token);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Of this machine's variables only those without which no program runs: what a developer has set for his own agents stays out.
    private Dictionary<string, string?> Environment()
    {
        var own = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, _ => (string?)null);
        foreach (var name in new[] { "PATH", "LANG", "TMPDIR" }) own.Remove(name);
        own["HOME"] = Home;
        return own;
    }
}
