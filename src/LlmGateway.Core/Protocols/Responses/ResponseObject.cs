using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Writes the object <c>response</c>: what was asked, and what came of it.</summary>
internal sealed class ResponseObject(ParsedChat parsed, AnswerHead head, string id)
{
    private const string Completed = "completed";

    private DateTimeOffset? _completed;

    public string Id { get; set; } = id;

    /// <summary>What the model made.</summary>
    public required ResponseOutput Output { get; set; }

    public FinishReason? Finish { get; set; }
    public TokenUsage? Usage { get; set; }
    public GatewayError? Error { get; set; }

    /// <summary>The event that ends a stream, and in it the status.</summary>
    public string LastEvent => Error is not null ? "response.failed" : Finish is FinishReason.Length or FinishReason.ContentFilter or FinishReason.Cancelled ? "response.incomplete" : "response.completed";

    public static string CodeOf(GatewayError error) => error.Code ?? error.Kind switch
    {
        ErrorKind.Throttled or ErrorKind.OverBudget or ErrorKind.ContextTooLong => ErrorWords.Of(error.Kind).OpenAiCode!,
        ErrorKind.InvalidRequest or ErrorKind.TooLarge => "invalid_prompt",
        _ => "server_error",
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, head.Created.ToUnixTimeSeconds());
        json.WriteString("status"u8, Status);
        // Written for the client, and again to be kept: the same each time.
        if (Status == Completed) json.WriteNumber("completed_at"u8, (_completed ??= head.Now()).ToUnixTimeSeconds());
        else json.WriteNull("completed_at"u8);
        json.WriteBoolean("background"u8, false);
        WriteEnd(json);
        json.WriteString("model"u8, head.Model);
        json.WriteStartArray("output"u8);
        // In the events at a stream's beginning, and whatever is open when it fails, as far as it is made.
        foreach (var item in Output.Items) item.Write(json);
        json.WriteEndArray();
        json.WriteBoolean("store"u8, parsed.Store == true);
        foreach (var (name, otherwise) in ResponseEcho.Members)
        {
            json.WritePropertyName(name);
            if (parsed.Echo.TryGetValue(name, out var given)) json.WriteRawValue(given.Span);
            else if (name == "temperature" && head.Temperature is { } temperature) json.WriteNumberValue(temperature);
            else json.WriteRawValue(otherwise);
        }
        ResponseUsage.Write(Usage, json);
        json.WriteEndObject();
    }

    private string Status => Error is not null ? "failed" : Finish switch
    {
        null => "in_progress",
        FinishReason.Length or FinishReason.ContentFilter => "incomplete",
        FinishReason.Cancelled => "cancelled",
        _ => Completed,
    };

    private void WriteEnd(Utf8JsonWriter json)
    {
        if (Error is { } error)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, CodeOf(error));
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error"u8);
        }
        if (Error is null && Finish is FinishReason.Length or FinishReason.ContentFilter)
        {
            json.WriteStartObject("incomplete_details"u8);
            json.WriteString("reason"u8, Finish == FinishReason.Length ? "max_output_tokens"u8 : "content_filter"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("incomplete_details"u8);
        }
    }
}
