using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Client;

/// <summary>The native protocol's JSON.</summary>
internal static class NativeWire
{
    /// <summary>A request.</summary>
    public static JsonObject Write(GatewayPrompt prompt, string requestId)
    {
        var request = new JsonObject { ["prompt"] = prompt.Text, ["request_id"] = requestId };
        void Set(JsonObject json, string name, JsonNode? value)
        {
            if (value is not null) json[name] = value;
        }
        Set(request, "model", prompt.Model);
        Set(request, "chat_id", prompt.ChatId);
        Set(request, "system", prompt.System);
        if (prompt.InvalidateCache) request["invalidate_cache"] = true;
        var parameters = new JsonObject();
        Set(parameters, "temperature", prompt.Temperature);
        Set(parameters, "top_p", prompt.TopP);
        Set(parameters, "max_tokens_to_sample", prompt.MaxTokens);
        Set(parameters, "node_id", prompt.NodeId);
        if (prompt.StopSequences.Count > 0) parameters["stop_sequences"] = new JsonArray([.. prompt.StopSequences.Select(stop => (JsonNode)stop)]);
        if (parameters.Count > 0) request["parameters"] = parameters;
        return request;
    }

    /// <summary>JSON as short as it may be: by default, all that is not ASCII would take six bytes.</summary>
    public static byte[] Bytes(JsonObject json)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) json.WriteTo(writer);
        return output.ToArray();
    }

    /// <summary>A frame.</summary>
    /// <exception cref="GatewayException">It tells of an error.</exception>
    public static GatewayFrame Read(JsonElement json)
    {
        if (json.TryGetProperty("error", out var error)) throw ErrorOf(error);
        return new GatewayFrame
        {
            Text = Text(json, "completion") ?? "",
            Sequence = json.TryGetProperty("seq", out var seq) ? seq.GetInt32() : 0,
            RequestId = Text(json, "request_id") ?? "",
            ChatId = Text(json, "chat_id") ?? "",
            IsCached = Text(json, "cached") == "true",
            IsLast = Text(json, "has_more_messages") != "true",
            FinishReason = Text(json, "finish_reason"),
            Model = Text(json, "model"),
            Usage = json.TryGetProperty("usage", out var usage)
                ? new GatewayUsage(usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32(), usage.TryGetProperty("cost_usd", out var cost) ? cost.GetDecimal() : null)
                : null,
        };
    }

    /// <summary>An error of the gateway, or of API Gateway in front of it.</summary>
    public static GatewayException ErrorOf(JsonElement error) => new(
        Text(error, "code") ?? "unknown", Text(error, "message") ?? "The gateway told of an error without a word.",
        error.TryGetProperty("retry_after_ms", out var after) ? TimeSpan.FromMilliseconds(after.GetInt64()) : null);

    /// <summary>A body that came in an answer's place.</summary>
    public static GatewayException ErrorOf(int status, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.TryGetProperty("error", out var error)) return ErrorOf(error);
            if (Text(document.RootElement, "message") is { } message) return new GatewayException(status.ToString(CultureInfo.InvariantCulture), message);
        }
        catch (JsonException)
        {
            // Not of the gateway's own making: told as it is, below.
        }
        return new GatewayException(status.ToString(CultureInfo.InvariantCulture), body.Length > 0 ? body : $"The gateway answered {status}.");
    }

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
