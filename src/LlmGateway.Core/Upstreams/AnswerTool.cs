using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>A tool that stands in for structured output: its schema is the answer's, and the caller reads its arguments as text.</summary>
/// <param name="Definition">As the model sees it.</param>
/// <param name="MustCall">The model has to call this, or one of the caller's own tools: what it says beside is not part of the answer.</param>
internal sealed record AnswerTool(ToolDefinition Definition, bool MustCall)
{
    private const string Plain = "answer";

    public string Name => Definition.Name;

    /// <summary>For a format with a schema. Its name is none of the caller's tools'.</summary>
    public static ToolDefinition DefinitionFor(AnswerFormat format, IReadOnlyList<ToolDefinition> tools, Predicate<ReadOnlyMemory<byte>> promises)
    {
        var name = format.Name is { Length: > 0 and <= 48 } given && given.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-') ? given : Plain;
        while (tools.Any(tool => tool.Name == name)) name += "_";
        return new ToolDefinition(name, format.Description ?? "Gives the answer to the user. Call it once, with the whole answer.", format.SchemaJson!.Value)
        {
            Strict = format.Strict && promises(format.SchemaJson.Value),
        };
    }
}
