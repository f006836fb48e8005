using System.Collections.Concurrent;
using System.Text.Json;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>A script in use: remembers which rules have served how often.</summary>
internal sealed class ScriptRunner(SimulatorScript script)
{
    /// <summary>Carries a rule in JSON for one call, from clients that talk to the simulator directly.</summary>
    public const string Header = "x-simulator-script";

    private static readonly SimulatorRule Plain = new();

    // By reference: two rules that say the same are still two rules, each with turns of its own.
    private readonly ConcurrentDictionary<SimulatorRule, int> _served = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<string, int> _servedByHeader = new();

    public SimulatorScript Script { get; } = script;

    /// <summary>The rule for a call whose prompt is known.</summary>
    /// <param name="header">The call's own rule, which goes before the script's; empty: none.</param>
    /// <param name="operation">Last part of the call's path.</param>
    /// <param name="modelId">As the caller named it.</param>
    /// <param name="prompt">What the rules' words are looked for in.</param>
    /// <exception cref="SimulatorScriptException">The header is not a rule.</exception>
    public SimulatorRule Choose(string header, string operation, string modelId, SimulatedPrompt prompt)
    {
        if (header.Length > 0)
        {
            // Counted by its text: a client that sends "fail twice" with each try gets through with the third.
            var own = ReadHeader(header);
            if (TakeTurn(own.Times, _servedByHeader, header)) return own;
        }
        return Script.Rules.FirstOrDefault(rule => Fits(rule.When, operation, modelId, prompt) && !IsAnsweredCall(rule, prompt) && TakeTurn(rule.Times, _served, rule)) ?? Plain;
    }

    private static bool TakeTurn<TKey>(int? times, ConcurrentDictionary<TKey, int> served, TKey key) where TKey : notnull =>
        times is null || served.AddOrUpdate(key, 1, (_, count) => count + 1) <= times;

    private static bool Fits(SimulatorMatch? when, string operation, string modelId, SimulatedPrompt prompt) =>
        when is null
        || ((when.Model is null || Iam.WildcardPattern.MatchesText(when.Model, modelId))
            && (when.Operation is null || when.Operation == operation)
            && (when.Prompt is null || prompt.Question.Contains(when.Prompt, StringComparison.OrdinalIgnoreCase))
            && (when.System is null || prompt.System.Any(text => text.Contains(when.System, StringComparison.OrdinalIgnoreCase))));

    /// <summary>The prompt stays in the conversation when the tools' results come, and an agent would call the same tools without end.</summary>
    private static bool IsAnsweredCall(SimulatorRule rule, SimulatedPrompt prompt) =>
        rule is { When.Prompt: not null, Times: null, ToolCalls: not null } && prompt.Last is { ToolResults.Count: > 0 };

    private static SimulatorRule ReadHeader(string header)
    {
        try
        {
            var rule = JsonSerializer.Deserialize(header, SimulatorScriptJson.Default.SimulatorRule)
                ?? throw new SimulatorScriptException($"{Header}: a rule is an object, not null.");
            rule.Check(Header);
            return rule;
        }
        catch (JsonException e)
        {
            throw new SimulatorScriptException($"{Header}: {e.Message}");
        }
    }
}
