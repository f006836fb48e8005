using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What happens to calls that match. Members left out leave the default: an extractive answer, ended properly.</summary>
internal sealed record SimulatorRule
{
    /// <summary>Which calls; null: all.</summary>
    public SimulatorMatch? When { get; init; }

    /// <summary>How many calls this rule serves before the next one has its turn; null: every one.</summary>
    public int? Times { get; init; }

    public SimulatorPace? Pace { get; init; }

    /// <summary>The text of the answer.</summary>
    public string? Answer { get; init; }

    /// <summary>Text of a reasoning block before the answer.</summary>
    public string? Reasoning { get; init; }

    /// <summary>A block of redacted reasoning after it: base64.</summary>
    public string? RedactedReasoning { get; init; }

    /// <summary>What a guardrail found: it steps in, and the trace tells this where the request asks for a trace.</summary>
    public JsonObject? Guardrail { get; init; }

    /// <summary>Tools to call, in one turn, after the text of <see cref="Answer"/> if there is one.</summary>
    public IReadOnlyList<ScriptedToolCall>? ToolCalls { get; init; }

    /// <summary>Bedrock's word, such as <c>guardrail_intervened</c>; null: what follows from the answer.</summary>
    public string? StopReason { get; init; }

    public ScriptedUsage? Usage { get; init; }

    /// <summary>Answer with an error instead.</summary>
    public ScriptedError? Error { get; init; }

    /// <summary>Something that befalls the answer on its way.</summary>
    public ScriptedBreak? Break { get; init; }

    /// <exception cref="SimulatorScriptException">A name in it is not one of Bedrock's.</exception>
    public void Check(string where)
    {
        if (When?.Operation is { } operation && BedrockTarget.OperationOf(operation) is null)
        {
            throw new SimulatorScriptException(
                $"{where}: '{operation}' is none of Bedrock's operations (converse, converse-stream, invoke, invoke-with-response-stream, count-tokens).");
        }
        if (Error is { Status: null } error && !BedrockErrors.Knows(error.Type))
        {
            throw new SimulatorScriptException(
                $"{where}: '{error.Type}' is none of Bedrock's errors ({BedrockErrors.Names}); give it a status if it is meant.");
        }
        if (Break?.Exception is { } exception && !BedrockErrors.StreamExceptions.Contains(exception))
        {
            throw new SimulatorScriptException(
                $"{where}: '{exception}' is none of Bedrock's stream exceptions ({string.Join(", ", BedrockErrors.StreamExceptions)}).");
        }
    }
}

/// <summary>Which calls a rule is for; every member that is set must fit.</summary>
internal sealed record SimulatorMatch
{
    /// <summary>Model id, with <c>*</c> and <c>?</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Part of the last user message, without regard to case.</summary>
    public string? Prompt { get; init; }

    /// <summary>Part of the system message, without regard to case.</summary>
    public string? System { get; init; }

    /// <summary>The last part of the path: <c>converse</c>, <c>converse-stream</c>, …</summary>
    public string? Operation { get; init; }
}

internal sealed record ScriptedToolCall
{
    public required string Name { get; init; }

    /// <summary>Left out: none.</summary>
    public JsonObject Input { get; init => field = value ?? []; } = [];

    /// <summary>Null: one is made up.</summary>
    public string? Id { get; init; }
}

/// <summary>Numbers to report instead of the counted ones.</summary>
internal sealed record ScriptedUsage
{
    public int? InputTokens { get; init; }
    public int? OutputTokens { get; init; }
    public int? CacheReadInputTokens { get; init; }
    public int? CacheWriteInputTokens { get; init; }
}

internal sealed record ScriptedError
{
    /// <summary>For example <c>ThrottlingException</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Null: AWS's own sentence.</summary>
    public string? Message { get; init; }

    /// <summary>Null: the status that goes with the type.</summary>
    public int? Status { get; init; }

    /// <summary>Seconds, sent as <c>retry-after</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Send <c>{}</c>, as Bedrock does at times: the type is then in its header alone.</summary>
    public bool EmptyBody { get; init; }
}

/// <summary>What happens after so many tokens: an exception, a reset connection or a stall.</summary>
internal sealed record ScriptedBreak
{
    /// <summary>Tokens that go out before it.</summary>
    public int AfterTokens { get; init; }

    /// <summary>One of Bedrock's stream exceptions, such as <c>modelStreamErrorException</c>.</summary>
    public string? Exception { get; init; }

    public string? Message { get; init; }

    /// <summary>Cut the connection.</summary>
    public bool Reset { get; init; }

    /// <summary>Say nothing for this long, then go on; negative: until the client gives up.</summary>
    public double? StallMs { get; init; }
}
