using System.Buffers.Text;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Decides what the model says: as the rule has it, else from the prompt itself.</summary>
internal static class AnswerComposer
{
    public static SimulatedAnswer Compose(SimulatedPrompt prompt, SimulatorRule rule)
    {
        var calls = rule.ToolCalls ?? ForcedCalls(prompt);
        var text = rule.Answer ?? (calls.Count > 0 ? null : Answer(prompt));
        var reasoning = rule.Reasoning ?? (prompt.Thinks ? $"The user asks: {prompt.Question}" : null);

        var blocks = new List<AnswerBlock>();
        var budget = prompt.MaxTokens ?? int.MaxValue;
        var (cut, stop) = (false, (string?)null);
        if (reasoning is not null) blocks.Add(Take(AnswerBlockKind.Reasoning, reasoning));
        if (rule.RedactedReasoning is { } redacted) blocks.Add(new AnswerBlock(AnswerBlockKind.Redacted, [redacted]));
        if (text is { Length: > 0 } && !cut)
        {
            (text, stop) = EndAtStop(text, prompt.StopSequences);
            if (text.Length > 0) blocks.Add(Take(AnswerBlockKind.Text, text));
        }
        if (!cut && stop is null) blocks.AddRange(calls.Select(ToolUse));

        var output = blocks.Sum(block => block.Pieces.Count(piece => piece.Length > 0));
        var reason = cut ? "max_tokens" : stop is not null ? "stop_sequence" : calls.Count > 0 ? "tool_use" : "end_turn";
        if (rule.Guardrail is not null) reason = "guardrail_intervened";
        return new SimulatedAnswer(blocks, rule.StopReason ?? reason, cut ? null : stop, new SimulatedUsage(
            rule.Usage?.InputTokens ?? prompt.InputTokens,
            rule.Usage?.OutputTokens ?? output,
            rule.Usage?.CacheReadInputTokens ?? 0,
            rule.Usage?.CacheWriteInputTokens ?? 0))
        {
            TellsStopSequence = prompt.AsksForStopSequence,
            GuardrailTrace = prompt.TracesGuardrail ? rule.Guardrail : null,
        };

        AnswerBlock Take(AnswerBlockKind kind, string whole)
        {
            var pieces = SimulatedTokenizer.Split(whole);
            cut = pieces.Count > budget;
            if (cut) pieces = [.. pieces.Take(budget)];
            budget -= pieces.Count;
            return new AnswerBlock(kind, pieces);
        }
    }

    private static string Answer(SimulatedPrompt prompt) => prompt.OutputSchema is { } schema
        ? SchemaExample.Of(schema, prompt.Question).ToJsonString()
        : ExtractiveAnswer.For(prompt);

    private static IReadOnlyList<ScriptedToolCall> ForcedCalls(SimulatedPrompt prompt)
    {
        // A model that was forced and has its result is asked to go on, not to call again.
        if (!prompt.MustCallTool || prompt.Last?.ToolResults.Count > 0) return [];
        var tool = prompt.Tools.FirstOrDefault(tool => prompt.ForcedTool is null || tool.Name == prompt.ForcedTool);
        return tool is null ? [] : [new ScriptedToolCall { Name = tool.Name, Input = SchemaExample.Of(tool.Schema, prompt.Question) }];
    }

    private static AnswerBlock ToolUse(ScriptedToolCall call)
    {
        // The first delta of Claude's arguments is empty.
        return new AnswerBlock(AnswerBlockKind.ToolUse, ["", .. SimulatedTokenizer.Split(call.Input.ToJsonString())],
            call.Id ?? $"tooluse_{Base64Url.EncodeToString(Guid.NewGuid().ToByteArray())}", call.Name);
    }

    private static (string Text, string? Stop) EndAtStop(string text, IReadOnlyList<string> stops)
    {
        var first = stops
            .Select(stop => (Stop: stop, At: text.IndexOf(stop, StringComparison.Ordinal)))
            .Where(hit => hit.At >= 0)
            .OrderBy(hit => hit.At)
            .FirstOrDefault();
        return first.Stop is null ? (text, null) : (text[..first.At], first.Stop);
    }
}
