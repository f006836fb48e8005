using System.Buffers;
using System.Text.Json;
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
    /// <param name="maxTokens">For a request that names none: Bedrock insists on a number.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, IReadOnlyList<string> betas, int maxTokens)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 128);
        output.Write("{\"anthropic_version\":\"bedrock-2023-05-31\""u8);
        var (saysBetas, saysMaxTokens) = (false, false);
        var reader = JsonBody.Reader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var leave = reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("stream"u8) || reader.ValueTextEquals("anthropic_version"u8);
            saysBetas |= reader.ValueTextEquals("anthropic_beta"u8);
            var isMaxTokens = reader.ValueTextEquals("max_tokens"u8);
            reader.Read();
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
            json.WriteNumberValue(maxTokens);
            json.Flush();
        }
        output.Write("}"u8);
        return output.WrittenMemory;
    }
}
