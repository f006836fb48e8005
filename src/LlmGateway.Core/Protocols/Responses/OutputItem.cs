using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>An item of <c>output</c>, as far as it is made.</summary>
/// <param name="id">Of the item; it tells where the item is kept.</param>
internal abstract class OutputItem(string id)
{
    protected static ReadOnlySpan<byte> Done => "completed"u8;

    public string Id => id;

    /// <summary>What the model wrote: words, arguments, thoughts.</summary>
    public StringBuilder Text { get; } = new();

    public bool Closed { get; set; }

    /// <summary>The answer ended before the item did.</summary>
    public bool Cut { get; set; }

    protected ReadOnlySpan<byte> Status => !Closed ? "in_progress"u8 : Cut ? "incomplete"u8 : Done;

    public abstract void Write(Utf8JsonWriter json);

    protected void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, type);
    }
}

/// <summary>Words for the user.</summary>
internal sealed class MessageItem(string id) : OutputItem(id)
{
    /// <summary>What the words are made of.</summary>
    public IReadOnlyList<RetrievedSource> Sources { get; set; } = [];

    /// <summary>The model went on after it: with a call, a thought or another message. Known once the item is closed.</summary>
    public bool IsCommentary { get; set; }

    public override void Write(Utf8JsonWriter json)
    {
        Begin(json, "message"u8);
        json.WriteString("status"u8, Status);
        json.WriteString("role"u8, "assistant"u8);
        if (Closed) json.WriteString("phase"u8, IsCommentary ? "commentary"u8 : "final_answer"u8);
        json.WriteStartArray("content"u8);
        if (Closed) WritePart(Text.ToString(), Sources, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WritePart(string text, IReadOnlyList<RetrievedSource> sources, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "output_text"u8);
        json.WriteString("text"u8, text);
        json.WriteStartArray("annotations"u8);
        for (var index = 0; index < sources.Count; index++) Annotation.Write(sources[index], index, text, json);
        json.WriteEndArray();
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>A call of a tool that the client runs.</summary>
/// <param name="id">Of the item.</param>
/// <param name="callId">By which its result refers to it.</param>
/// <param name="name">The tool's, in an empty namespace where it is in none.</param>
/// <param name="kind">The tool's.</param>
internal sealed class CallItem(string id, string callId, NamespacedName name, ToolKind kind) : OutputItem(id)
{
    public ToolKind Kind => kind;

    /// <summary>Without its namespace.</summary>
    public string Name => name.Name;

    /// <summary>A call without arguments is <c>{}</c>.</summary>
    public string Arguments => Text.Length == 0 ? "{}" : Text.ToString();

    public override void Write(Utf8JsonWriter json)
    {
        Begin(json, kind switch { ToolKind.FreeText => "custom_tool_call"u8, ToolKind.LocalShell => "local_shell_call"u8, _ => "function_call"u8 });
        json.WriteString("status"u8, Status);
        json.WriteString("call_id"u8, callId);
        switch (kind)
        {
            case ToolKind.FreeText:
                WriteName(json);
                json.WriteString("input"u8, Closed ? FreeText.Of(Arguments) : "");
                break;
            case ToolKind.LocalShell:
                LocalShell.WriteAction(Closed ? Arguments : "{}", json);
                break;
            default:
                WriteName(json);
                json.WriteString("arguments"u8, Closed ? Arguments : "");
                break;
        }
        json.WriteEndObject();
    }

    private void WriteName(Utf8JsonWriter json)
    {
        json.WriteString("name"u8, name.Name);
        if (name.Namespace.Length > 0) json.WriteString("namespace"u8, name.Namespace);
    }
}

/// <summary>A thought.</summary>
/// <param name="id">Of the item.</param>
/// <param name="shown">The caller asked to read thoughts.</param>
internal sealed class ThoughtItem(string id, bool shown) : OutputItem(id)
{
    public string? Signature { get; set; }

    /// <summary>What the provider keeps to itself; null: the thought is in plain words.</summary>
    public string? Redacted { get; init; }

    public bool Shows => shown && Redacted is null;

    public override void Write(Utf8JsonWriter json)
    {
        Begin(json, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (Closed && Shows && Text.Length > 0) WritePart(Text.ToString(), json);
        json.WriteEndArray();
        if (Closed) json.WriteString("encrypted_content"u8, Redacted is { } data ? SealedThought.SealRedacted(data) : SealedThought.Seal(Text.ToString(), Signature));
        json.WriteEndObject();
    }

    public static void WritePart(string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }
}
