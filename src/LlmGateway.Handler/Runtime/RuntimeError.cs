using System.Buffers;
using System.Text.Json;

namespace LlmGateway.Handler.Runtime;

/// <summary>A failure as Lambda wants to hear of it.</summary>
/// <param name="Type">Category and reason: <c>Runtime.UnknownRole</c>.</param>
/// <param name="Message">Goes to whoever invoked the function: no exception's text, except at start, where only Lambda listens.</param>
internal sealed record RuntimeError(string Type, string Message)
{
    /// <summary>An exception that nobody expected: the log has it whole, under the request's id.</summary>
    public static RuntimeError Unexpected { get; } = new("Handler.UnexpectedError", "The gateway failed. Its log has the reason.");

    /// <summary>The process was told to stop in the middle of an answer.</summary>
    public static RuntimeError Stopped { get; } = new("Handler.Stopped", "The gateway was stopped before the answer was complete.");

    public ReadOnlyMemory<byte> ToJson()
    {
        var json = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteString("errorMessage"u8, Message);
        writer.WriteString("errorType"u8, Type);
        writer.WriteStartArray("stackTrace"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }
}
