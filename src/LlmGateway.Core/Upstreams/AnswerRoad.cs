using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams;

/// <summary>How an answer gets the form that was asked for.</summary>
internal enum AnswerRoad
{
    /// <summary>None was.</summary>
    Free,

    /// <summary>The upstream promises it.</summary>
    Native,

    /// <summary>The model answers by calling a tool whose arguments have the form: <see cref="AnswerTool"/>.</summary>
    Tool,

    /// <summary>The model is told.</summary>
    Instruction,
}

internal static class AnswerRoads
{
    /// <summary>The road to a schema. Where a model promises forms, it promises the strict kind of schema alone; any other goes by a tool.</summary>
    public static AnswerRoad Of(AnswerFormat? format, Abilities can)
    {
        if (format is null) return AnswerRoad.Free;
        if (format.SchemaJson is null) return AnswerRoad.Instruction;
        if (can.StructuredOutput && format.Strict && PromisedSchema.Includes(format.SchemaJson.Value)) return AnswerRoad.Native;
        return can.Tools ? AnswerRoad.Tool : AnswerRoad.Instruction;
    }

    /// <summary>What the model is told on <see cref="AnswerRoad.Instruction"/>.</summary>
    public static TextPart Instruction(AnswerFormat format) => new(format.SchemaJson is { } schema
        ? $"Answer with nothing but one JSON value, without a code fence, that fits this JSON schema: {System.Text.Encoding.UTF8.GetString(schema.Span)}"
        : "Answer with nothing but one JSON object, without a code fence.");
}
