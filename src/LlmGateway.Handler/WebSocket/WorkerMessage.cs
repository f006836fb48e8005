using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>A message <c>sendmessage</c>, as the API's request template hands it to the worker.</summary>
/// <param name="ConnectionId">Who sent it.</param>
/// <param name="RequestId">That API Gateway gave it: the same however often it is delivered.</param>
/// <param name="ApiId">Of the API.</param>
/// <param name="Stage">Of the API.</param>
/// <param name="Body">The message itself.</param>
internal sealed record WorkerMessage(string ConnectionId, string RequestId, string ApiId, string Stage, ReadOnlyMemory<byte> Body)
{
    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static WorkerMessage Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Of(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("The event is no message of a WebSocket API.", malformed);
        }
    }

    public static WorkerMessage Of(JsonElement root)
    {
        string Required(string name) => root.GetProperty(name).GetString() ?? throw new InvalidDataException($"The event has no {name}.");
        return new WorkerMessage(
            Required(HandlerContract.WorkerEvent.ConnectionId), Required(HandlerContract.WorkerEvent.RequestId), Required(HandlerContract.WorkerEvent.ApiId),
            Required(HandlerContract.WorkerEvent.Stage), JsonSerializer.SerializeToUtf8Bytes(root.GetProperty(HandlerContract.WorkerEvent.Message), JsonElementJson.Default.JsonElement));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementJson : System.Text.Json.Serialization.JsonSerializerContext;
