using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What a model is given, whichever operation brought it.</summary>
internal sealed record SimulatedPrompt
{
    public IReadOnlyList<string> System { get; init; } = [];
    public required IReadOnlyList<SimulatedTurn> Turns { get; init; }
    public IReadOnlyList<SimulatedTool> Tools { get; init; } = [];

    /// <summary>The model has to call a tool.</summary>
    public bool MustCallTool { get; init; }

    /// <summary>The tool that it has to call; null: any.</summary>
    public string? ForcedTool { get; init; }

    /// <summary>The JSON schema that the answer has to keep to; null: free text.</summary>
    public JsonObject? OutputSchema { get; init; }

    public int? MaxTokens { get; init; }
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>The answer is to tell which one ended it: beside <c>stopReason</c>, Converse does so for who asks.</summary>
    public bool AsksForStopSequence { get; init; }

    /// <summary>A guardrail reads along, and is to tell what it found.</summary>
    public bool TracesGuardrail { get; init; }

    /// <summary>Extended thinking is on.</summary>
    public bool Thinks { get; init; }

    /// <summary>Counted as the simulator counts; see <see cref="SimulatedTokenizer"/>.</summary>
    public required int InputTokens { get; init; }

    public SimulatedTurn? Last => Turns.Count > 0 ? Turns[^1] : null;

    /// <summary>What the user said last.</summary>
    public string Question => string.Join('\n', (Turns.LastOrDefault(turn => turn.IsUser && turn.Texts.Count > 0)?.Texts) ?? []);
}

/// <summary>One message.</summary>
/// <param name="IsUser">User, or else assistant.</param>
/// <param name="Texts">Its text blocks.</param>
/// <param name="ToolResults">Texts of its tool results.</param>
/// <param name="Attachments">What else it shows, in a word: <c>image/png, 68 bytes</c>.</param>
internal sealed record SimulatedTurn(
    bool IsUser, IReadOnlyList<string> Texts, IReadOnlyList<string> ToolResults, IReadOnlyList<string> Attachments);

/// <summary>A tool that the model may call.</summary>
internal sealed record SimulatedTool(string Name, JsonObject Schema);
