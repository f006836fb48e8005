using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Testing;

/// <summary>
/// Python client libraries in virtual environments under <c>artifacts/python</c>: from wheels beside the repository where they are, from the user's own index otherwise,
/// installed once for all test processes.
/// </summary>
public static class PythonClients
{
    /// <summary>Majors exclude each other, so there are two environments.</summary>
    public static IReadOnlyDictionary<string, string[]> Environments { get; } = new Dictionary<string, string[]>
    {
        ["new"] = ["openai>=3", "anthropic>=2"],
        ["old"] = ["openai<3", "anthropic<1", "langchain-openai", "langchain-anthropic", "pydantic-ai-slim[openai,anthropic]"],
    };

    /// <summary>The interpreter of an environment, or why there is none.</summary>
    public static async Task<(string? Python, string Reason)> EnsureAsync(string name)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "python", name);
        var (python, stamp) = (Path.Combine(folder, "bin", "python"), Path.Combine(folder, "installed.txt"));
        Directory.CreateDirectory(folder);
        using var gate = await FileGate.EnterAsync(folder + ".gate");
        var wanted = string.Join('\n', Environments[name]);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return (python, "");
        if (await RunAsync("python3", ["-m", "venv", folder]) is { } noPython) return (null, $"python3 makes no virtual environment: {noPython}");
        var wheels = Path.Combine(Repository.Root, "..", "shared", "wheels");
        string[] from = Directory.Exists(wheels) ? ["--no-index", "--find-links", wheels] : [];
        if (await RunAsync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", .. from, .. Environments[name]]) is { } noPackages)
            return (null, $"the Python packages can't be had: {noPackages}");
        await File.WriteAllTextAsync(stamp, wanted);
        return (python, "");
    }

    /// <summary>Null: it went well.</summary>
    private static async Task<string?> RunAsync(string program, string[] arguments)
    {
        try
        {
            var result = await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
            return result.ExitCode == 0 ? null : result.StandardError.Trim().Split('\n')[^1];
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
