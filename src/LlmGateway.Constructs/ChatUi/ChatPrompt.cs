using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmGateway.Constructs;

/// <summary>A suggestion of an empty chat: a click asks it.</summary>
/// <param name="Text">The question. A text alone is a prompt as well: <c>Prompts = ["What is new?"]</c>.</param>
public sealed record ChatPrompt(string Text)
{
    /// <summary>
    /// The scope that the question is asked in, such as <c>node-42</c>: the click puts it into the page's field for it, where it stays for what is asked next.
    /// Default: the one that stands there.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>A prompt without a scope of its own.</summary>
    public static implicit operator ChatPrompt(string text) => FromString(text);

    /// <summary>A prompt without a scope of its own.</summary>
    public static ChatPrompt FromString(string text) => new(text);
}

/// <summary>A prompt without a scope is a text in <c>config.json</c>.</summary>
internal sealed class PromptJson : JsonConverter<ChatPrompt>
{
    public override ChatPrompt Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("The page reads it.");

    public override void Write(Utf8JsonWriter writer, ChatPrompt value, JsonSerializerOptions options)
    {
        if (value.Scope is null)
        {
            writer.WriteStringValue(value.Text);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("text", value.Text);
        writer.WriteString("scope", value.Scope);
        writer.WriteEndObject();
    }
}
