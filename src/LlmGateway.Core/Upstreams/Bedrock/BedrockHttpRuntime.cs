using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Bedrock Runtime over signed HTTP.</summary>
internal sealed class BedrockHttpRuntime(AwsHttp http) : IBedrockRuntime
{
    public Task<ReadOnlyMemory<byte>> ConverseAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        WholeAsync(modelId, "converse", body, cancellationToken);

    public IAsyncEnumerable<BedrockEvent> ConverseStreamAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        StreamAsync(modelId, "converse-stream", body, cancellationToken);

    public async Task<int?> CountTokensAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var request = new ArrayBufferWriter<byte>(body.Length * 4 / 3 + 64);
        using (var json = new Utf8JsonWriter(request))
        {
            json.WriteStartObject();
            json.WriteStartObject("input"u8);
            json.WriteStartObject("invokeModel"u8);
            json.WriteBase64String("body"u8, body.Span);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        using var answer = AnswerJson.Parse(await WholeAsync(modelId, "count-tokens", request.WrittenMemory, cancellationToken));
        return AnswerJson.Number(answer.RootElement, "inputTokens"u8);
    }

    public Task<ReadOnlyMemory<byte>> InvokeModelAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        WholeAsync(modelId, "invoke", body, cancellationToken);

    public async Task<(ReadOnlyMemory<byte> Body, int? InputTokens)> InvokeCountedAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(modelId, "invoke", body, cancellationToken);
        var counted = response.Headers.TryGetValues("x-amzn-bedrock-input-token-count", out var values)
            && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) ? tokens : (int?)null;
        return (await response.Content.ReadAsByteArrayAsync(cancellationToken), counted);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> InvokeModelStreamAsync(
        string modelId, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var received in StreamAsync(modelId, "invoke-with-response-stream", body, cancellationToken))
        {
            if (received.Type != "chunk") continue;
            using var chunk = AnswerJson.Parse(received.Payload);
            if (AnswerJson.Member(chunk.RootElement, "bytes"u8) is not { ValueKind: JsonValueKind.String } bytes) continue;
            yield return AnswerJson.Bytes(bytes) ?? throw new JsonException("A chunk of InvokeModel is not base64.");
        }
    }

    private async Task<ReadOnlyMemory<byte>> WholeAsync(string modelId, string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(modelId, operation, body, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private async IAsyncEnumerable<BedrockEvent> StreamAsync(
        string modelId, string operation, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await PostAsync(modelId, operation, body, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var message in EventStreamReader.ReadAsync(stream, cancellationToken))
        {
            if (message.Headers.TryGetValue(":message-type", out var type) && type.AsString() != "event")
                throw Broken(message.Headers.TryGetValue(":exception-type", out var exception) && exception.AsString() is { Length: > 0 } named ? named : "unknown", message.Payload);
            if (message.Headers.TryGetValue(":event-type", out var name)) yield return new BedrockEvent(name.AsString(), message.Payload);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string modelId, string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = await http.PostAsync($"/model/{Uri.EscapeDataString(modelId)}/{operation}", body, "application/json", target: null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK) return response;
        using (response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
        }
    }

    // In a stream the names begin in lower case: throttlingException.
    private static AwsServiceException Broken(string type, ReadOnlyMemory<byte> payload)
    {
        string? detail = null;
        try
        {
            using var document = AnswerJson.Parse(payload);
            detail = AnswerJson.Flat(AnswerJson.Member(document.RootElement, "message"u8));
        }
        catch (JsonException)
        {
            detail = "(the payload is no JSON)";
        }
        return new AwsServiceException(200, char.ToUpperInvariant(type[0]) + type[1..], detail);
    }
}
