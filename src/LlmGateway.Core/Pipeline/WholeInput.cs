using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;

namespace LlmGateway.Core.Pipeline;

/// <summary>All items of a conversation in one list.</summary>
internal static class WholeInput
{
    /// <param name="road">What the request goes on from.</param>
    /// <param name="body">The request.</param>
    public static string Of(IReadOnlyList<RememberedResponse> road, ReadOnlyMemory<byte> body)
    {
        using var own = JsonBody.Reread(body);
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartArray();
            foreach (var response in road)
                foreach (var item in response.Input.Concat(response.Output)) json.WriteRawValue(item.GetRawText());
            if (own.RootElement.TryGetProperty("input"u8, out var input))
                foreach (var item in RememberedResponse.ItemsOf(input)) json.WriteRawValue(item.GetRawText());
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
