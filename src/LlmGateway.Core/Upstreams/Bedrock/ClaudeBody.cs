using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>
/// A Messages request as InvokeModel takes it: the caller's own members byte for byte, but for the model and the wish to stream, which Bedrock has
/// in the path: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html.
/// </summary>
internal static class ClaudeBody
{
    /// <param name="body">A Messages request that was parsed already.</param>
    /// <param name="betas">Of the header <c>anthropic-beta</c>, which Bedrock wants in the body.</param>
    /// <param name="model">Its limit is for a request that names none, since Bedrock insists on a number; so is the temperature that the operator set.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, IReadOnlyList<string> betas, CatalogModel model)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 128);
        output.Write("{\"anthropic_version\":\"bedrock-2023-05-31\""u8);
        var (saysBetas, saysMaxTokens, saysSampling) = (false, false, false);
        var reader = JsonBody.Reader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var leave = reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("stream"u8) || reader.ValueTextEquals("anthropic_version"u8);
            saysBetas |= reader.ValueTextEquals("anthropic_beta"u8);
            var isMaxTokens = reader.ValueTextEquals("max_tokens"u8);
            var isSampling = reader.ValueTextEquals("temperature"u8) || reader.ValueTextEquals("top_p"u8) || reader.ValueTextEquals("thinking"u8);
            var isTemperature = reader.ValueTextEquals("temperature"u8);
            reader.Read();
            saysSampling |= isSampling && reader.TokenType != JsonTokenType.Null;
            leave |= isTemperature && reader.TokenType == JsonTokenType.Null;
            saysMaxTokens |= isMaxTokens && reader.TokenType == JsonTokenType.Number;
            leave |= isMaxTokens && reader.TokenType != JsonTokenType.Number;
            reader.Skip();
            if (leave) continue;
            output.Write(","u8);
            output.Write(body.Span[start..(int)reader.BytesConsumed]);
        }
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        if (betas.Count > 0 && !saysBetas)
        {
            output.Write(",\"anthropic_beta\":"u8);
            json.WriteStartArray();
            foreach (var beta in betas) json.WriteStringValue(beta);
            json.WriteEndArray();
            json.Flush();
        }
        if (!saysMaxTokens)
        {
            output.Write(",\"max_tokens\":"u8);
            json.Reset(output);
            json.WriteNumberValue(model.LimitOrLargest);
            json.Flush();
        }
        if (!saysSampling && OperatorDefaults.TemperatureOf(model) is { } temperature)
        {
            output.Write(",\"temperature\":"u8);
            json.Reset(output);
            json.WriteNumberValue(temperature);
            json.Flush();
        }
        output.Write("}"u8);
        return output.WrittenMemory;
    }
}
