using System.Text.Json;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>How the simulator behaves: its speed, and rules for what it answers to which calls.</summary>
/// <remarks>The JSON form (<c>--script FILE</c>) has the same members in snake_case; see <see cref="SimulatorScriptJson"/>.</remarks>
internal sealed record SimulatorScript
{
    /// <summary>For a person who watches: fast, yet visibly streaming.</summary>
    public static SimulatorScript Default { get; } =
        new() { Pace = new SimulatorPace { TokensPerSecond = 60, PrefillTokensPerSecond = 10_000, FirstTokenMs = 150 } };

    /// <summary>For tests: nothing waits.</summary>
    public static SimulatorScript Unlimited { get; } = new();

    // What JSON leaves out arrives here as null.
    public SimulatorPace Pace { get; init => field = value ?? new(); } = new();

    /// <summary>Tried in order; the first that matches and has not been used up decides.</summary>
    public IReadOnlyList<SimulatorRule> Rules { get; init => field = value ?? []; } = [];

    /// <summary>Reads a script.</summary>
    /// <exception cref="SimulatorScriptException">It is not one; the message says where and why.</exception>
    public static SimulatorScript Parse(string json, string source)
    {
        try
        {
            var script = JsonSerializer.Deserialize(json, SimulatorScriptJson.Default.SimulatorScript)
                ?? throw new SimulatorScriptException($"{source}: a script is an object, not null.");
            foreach (var (rule, index) in script.Rules.Select((rule, index) => (rule, index)))
                rule.Check($"{source}, rule {index + 1}");
            return script;
        }
        catch (JsonException e)
        {
            throw new SimulatorScriptException($"{source}: {e.Message}");
        }
    }

    /// <summary>Reads a script file.</summary>
    /// <exception cref="SimulatorScriptException">It is missing or not a script.</exception>
    public static async Task<SimulatorScript> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path)) throw new SimulatorScriptException($"{path}: there is no such file.");
        return Parse(await File.ReadAllTextAsync(path, cancellationToken), path);
    }
}

/// <summary>A script that can't be read; the message is for the person who wrote it.</summary>
internal sealed class SimulatorScriptException(string message) : Exception(message);
