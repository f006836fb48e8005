using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Tests.Contracts;

/// <summary>Answers of all kinds, as upstreams' readers tell them.</summary>
internal static class Answers
{
    private static readonly UsageReported Usage = new(new TokenUsage(10, 5, 3) { ReasoningTokens = 2 });

    public static readonly IReadOnlyDictionary<string, ChatEvent[]> All = new Dictionary<string, ChatEvent[]>
    {
        ["text"] = [new TextDelta("Grü"), new TextDelta("ße"), new AnswerEnded(FinishReason.Stop), Usage],
        ["no usage"] = [new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)],
        ["nothing"] = [new AnswerEnded(FinishReason.Stop), Usage],
        ["thoughts"] =
        [
            new ReasoningDelta("I "), new ReasoningDelta("think."), new ReasoningSigned("sig"), new RedactedReasoning("cmVk"), new TextDelta("So."),
            new AnswerEnded(FinishReason.Stop), Usage,
        ],
        ["calls"] =
        [
            new TextDelta("Let me see."), new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{\"x\""), new ToolCallDelta(0, ":1}"),
            new ToolCallStarted(1, "c1", "f"), new AnswerEnded(FinishReason.ToolCalls), Usage,
        ],
        ["a thought before a call"] = [new ReasoningDelta("Hm."), new ReasoningSigned("s"), new ToolCallStarted(0, "c0", "f"), new AnswerEnded(FinishReason.ToolCalls), Usage],
        ["cut"] = [new TextDelta("Once upon"), new AnswerEnded(FinishReason.Length), Usage],
        ["a cut call"] = [new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{\"x\":"), new AnswerEnded(FinishReason.Length), Usage],
        ["filtered"] = [new TextDelta("I"), new AnswerEnded(FinishReason.ContentFilter), Usage],
        ["sources"] =
        [
            new SourcesRetrieved([new RetrievedSource("1", "docs", "A", "https://example.com/a", "Text.")]), new TextDelta("See [1]."),
            new AnswerEnded(FinishReason.Stop), Usage,
        ],
    };

    public static TheoryData<string, bool> Rows
    {
        get
        {
            TheoryData<string, bool> rows = [];
            foreach (var name in All.Keys)
            {
                rows.Add(name, false);
                rows.Add(name, true);
            }
            return rows;
        }
    }

    /// <summary>Some of an answer, and then the upstream breaks.</summary>
    public static async IAsyncEnumerable<ChatEvent> BreakAfter(params ChatEvent[] said)
    {
        foreach (var one in said) yield return one;
        await Task.CompletedTask;
        throw new GatewayException(new GatewayError(ErrorKind.Throttled, "Slow down."));
    }
}
